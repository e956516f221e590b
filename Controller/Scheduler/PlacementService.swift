public import Core
public import Reconcile
public import Store
public import Web

/// Placement: what hosts have and what is taken of it, and the decision where servers run.
///
/// The Placement API shows and changes the same rows that the scheduler decides by. Host aggregates, availability zones and the
/// enabling of hosts are kept here, too; their routes belong to Compute, whose API they are.
public struct PlacementService: Service {
    public static let api = API(
        name: "placement", type: "placement", prefix: "/placement", errors: .placement,
        microversions: MicroversionRange(serviceType: "placement", range: versions))
    public static var migrations: [Migration] { Schema.migrations }
    public static var policy: [PolicyRule] { Policy.rules }

    let store: Store
    let time: any TimeSource

    public init(store: Store, time: any TimeSource = SystemTime()) {
        self.store = store
        self.time = time
    }

    public var reconcilers: [any Reconciler] { [ComputeHostReconciler(time: time)] }
}
