public import Core
import Fleet
public import Reconcile
public import Store
public import Web

/// What Apus's own API tells about servers: their timelines, why they are as they are, what would happen, and what happens now.
public struct ComputeStory: Reconcile.Service {
    public static let api = API.apus
    /// Its tables are `ComputeService`'s.
    public static let migrations: [Migration] = []
    public static let policy = StoryPolicy.rules

    let store: Store
    let time: any TimeSource
    let agenda: ReconcileAgenda
    private let startedAt: Timestamp

    /// - Parameter agenda: of the driver that runs all reconcilers
    public init(store: Store, time: any TimeSource = SystemTime(), agenda: ReconcileAgenda = ReconcileAgenda()) {
        self.agenda = agenda
        self.store = store
        self.time = time
        startedAt = time.now
    }

    public var routes: [Route] {
        StoryRoutes(store: store, time: time, startedAt: startedAt).table + DryRunRoutes(store: store).table
            + DoctorRoutes(store: store, time: time, agenda: agenda, startedAt: startedAt).table
    }
}
