public import Core
import Fleet
import HTTPTypes
public import Reconcile
public import Store
public import Web

/// What Apus's own API tells about networks and ports: what was asked, what was decided, and what hosts say of them.
public struct NetworkStory: Reconcile.Service {
    public static let api = API.apus
    /// Its tables are `NetworkService`'s.
    public static let migrations: [Migration] = []
    public static let policy = [
        PolicyRule("apus:networks:debug", "rule:admin_required", "Compare a network with what its hosts have of it."),
        PolicyRule("apus:ports:debug", "rule:admin_required", "Compare a port with what its host has of it."),
    ]

    private let store: Store
    private let time: any TimeSource
    private let agenda: ReconcileAgenda

    /// - Parameter agenda: of the driver that runs this service's reconcilers
    public init(store: Store, time: any TimeSource = SystemTime(), agenda: ReconcileAgenda = ReconcileAgenda()) {
        self.store = store
        self.time = time
        self.agenda = agenda
    }

    public var routes: [Route] {
        [
            Route(.get, "/networks/{network_id}/debug", policy: .rule("apus:networks:debug"), handler: network),
            Route(.get, "/ports/{port_id}/debug", policy: .rule("apus:ports:debug"), handler: port),
        ]
    }

    private func network(_ context: RequestContext) async throws -> Reply {
        let id: NetworkID = try context.id("network_id")
        let now = time.now
        return try await store.read { try NetworkDebug(time: time, agenda: agenda, now: now).sheet($0, id) }.reply
    }

    private func port(_ context: RequestContext) async throws -> Reply {
        let id: PortID = try context.id("port_id")
        return try await store.read { try PortDebug.sheet($0, id) }.reply
    }
}
