/// All that is on the host of one guest.
struct GuestSight: Sendable, Equatable {
    /// Nil where there is no directory.
    var directory: InstanceLabel?
    /// Disks that the directory's label says are made, and whose file is not there.
    var lostDisks: [String] = []
    /// Nil where there is no domain.
    var domain: SeenDomain?

    var isNothing: Bool { directory == nil && domain == nil }
}
