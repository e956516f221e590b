public import Core
public import Fleet
public import Logging
public import Reconcile
public import Store
public import Web

extension API {
    public static let compute = API(
        name: "nova", type: "compute", prefix: "/compute", errors: .compute,
        microversions: MicroversionRange(
            serviceType: "compute", range: Microversion(2, 1)...Microversion(2, 96),
            legacyHeader: "X-OpenStack-Nova-API-Version"))
}

/// The compute service (OpenStack Nova's API v2.1): servers, and what they are made of.
///
/// Theory of operation. A request changes intent: a server's row with its ports, in one transaction. `ServerReconciler` decides
/// the rest step by step, each one transaction: a host and the claim on it, the ports there, the guest's item. Hosts say what
/// they see; the server is ACTIVE when its host sees the guest run. Everything that the API tells of a server's progress
/// (status, task state, actions, timeline) is derived from these rows.
///
/// What if the process dies? Before a commit nothing has happened; after it the next start finds the server unsettled and goes on.
public struct ComputeService: Reconcile.Service {
    public static let api = API.compute
    public static let migrations = Schema.migrations
    public static let policy = Policy.rules + OperationsPolicy.rules

    let store: Store
    let tunnels: TunnelRegistry
    let consoles: ConsoleTokens
    let time: any TimeSource
    let logger: Logger

    public init(
        store: Store, tunnels: TunnelRegistry, consoles: ConsoleTokens = ConsoleTokens(), time: any TimeSource = SystemTime(),
        logger: Logger
    ) {
        self.store = store
        self.tunnels = tunnels
        self.consoles = consoles
        self.time = time
        self.logger = logger
    }

    public var routes: [Route] { VersionRoutes.routes + flavorRoutes + serverRoutes + operationRoutes }

    private var flavorRoutes: [Route] {
        FlavorRoutes(store: store).table + FlavorExtraSpecRoutes(store: store).table + FlavorAccessRoutes(store: store).table
    }

    private var serverRoutes: [Route] {
        let access = ConsoleAccess(store: store, tokens: consoles)
        return ServerRoutes(store: store).table + access.table
            + ServerActionRoutes(store: store, tunnels: tunnels, more: access.actions).table
            + ServerMetadataRoutes(store: store).table + ServerTagRoutes(store: store).table
            + ServerInterfaceRoutes(store: store).table + ServerLookRoutes(store: store).table
            + InstanceActionRoutes(store: store).table + SecurityGroupRoutes(store: store).table
    }

    public var reconcilers: [any Reconciler] {
        let servers = ServerReconciler(time: time)
        return [servers, GuestReconciler(servers)]
    }
}
