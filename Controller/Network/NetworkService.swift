public import Core
public import Logging
public import Reconcile
public import Store
public import Web

/// The network service (OpenStack Neutron's API v2.0): networks, subnets, ports, and what joins and guards them.
///
/// Theory of operation. The API's rows are intent. Ports are bound to hosts by Compute, routers by a reconciler; whatever a host
/// needs to carry them is written as items of its sets, in the transaction that decides it. Nothing here talks to a host.
public struct NetworkService: Reconcile.Service {
    public static let api = API.network
    public static let migrations = CoreSchema.migrations + L3Schema.migrations + [AgentSettings.migration]
    public static let policy: [PolicyRule] = CorePolicy.rules + L3Policy.rules

    let store: Store
    let time: any TimeSource
    let logger: Logger

    public init(store: Store, time: any TimeSource = SystemTime(), logger: Logger) {
        self.store = store
        self.time = time
        self.logger = logger
    }

    public var routes: [Route] { coreRoutes + securityGroupRoutes + l3Routes }

    public var reconcilers: [any Reconciler] {
        [PortStateReconciler(), HostEndpointReconciler(), RouterReconciler(time: time)]
    }

    private var coreRoutes: [Route] {
        DiscoveryRoutes.table + NetworkRoutes(store: store).table + SubnetRoutes(store: store).table
            + PortRoutes(store: store).table + SubnetPoolRoutes(store: store).table + AddressScopeRoutes(store: store).table
            + QuotaRoutes(store: store).table + TagRoutes(store: store).table + AgentRoutes(store: store).table
            + IPAvailabilityRoutes(store: store).table + RBACRoutes(store: store).table
    }
}
