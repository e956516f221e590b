/// One resource of one reconciler. Two activations of a lane never run at the same time.
struct Lane: Hashable, Sendable, Comparable {
    /// The place of the reconciler in the driver's list.
    let reconciler: Int
    let id: String

    static func < (a: Lane, b: Lane) -> Bool { (a.reconciler, a.id) < (b.reconciler, b.id) }
}
