public import AgentProtocol
import Web

extension ComputeService {
    /// Everything beside servers and flavors.
    var operationRoutes: [Route] {
        KeypairRoutes(store: store).table + ServerGroupRoutes(store: store).table + QuotaRoutes(store: store).table
            + LimitRoutes(store: store).table + UsageRoutes(store: store).table + AggregateRoutes(store: store).table
            + AvailabilityZoneRoutes(store: store).table + ComputeServiceRoutes(store: store).table
            + HypervisorRoutes(store: store).table
    }

    /// Answers what a guest has asked the metadata service, for the agents of the fleet.
    public func metadata(_ host: String, _ request: MetadataRequest) async throws -> MetadataReply {
        try await MetadataService(store: store).answer(host: host, request)
    }
}
