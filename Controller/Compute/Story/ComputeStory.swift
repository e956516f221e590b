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

    public init(store: Store, time: any TimeSource = SystemTime()) {
        self.store = store
        self.time = time
    }

    public var routes: [Route] { StoryRoutes(store: store, time: time).table + DryRunRoutes(store: store).table }
}
