public import AgentProtocol
import Web

extension ComputeService {
    /// Everything beside servers and flavors.
    var operationRoutes: [Route] {
        KeypairRoutes(store: store).table + ServerGroupRoutes(store: store).table + QuotaRoutes(store: store).table
            + LimitRoutes(store: store).table + UsageRoutes(store: store).table + AggregateRoutes(store: store).table
            + AvailabilityZoneRoutes(store: store).table + ComputeServiceRoutes(store: store).table
            + HypervisorRoutes(store: store).table + proxyRoutes
    }

    /// What is another service's now, or nobody's, and clients of the old days still ask for.
    private var proxyRoutes: [Route] {
        HostRoutes(store: store).table + AuditLogRoutes(store: store).table + MigrationRoutes(store: store).table
            + ExternalEventRoutes(store: store).table + NetworkRoutes(store: store).table
            + SecurityGroupChangeRoutes(store: store).table + FloatingIPRoutes(store: store).table
            + ImageRoutes(store: store).table + ImageMetadataRoutes(store: store).table
            + DiagnosticsRoutes(store: store).table + ExtensionRoutes.table + GoneRoutes.table
    }

    /// Answers what a guest has asked the metadata service, for the agents of the fleet.
    public func metadata(_ host: String, _ request: MetadataRequest) async throws -> MetadataReply {
        try await MetadataService(store: store).answer(host: host, request)
    }
}
