import Synchronization

/// How many hosts there are: half a minute late at most, which is good enough to choose a pace by.
final class FleetSize: Sendable {
    private let count = Atomic<Int>(0)

    var hosts: Int {
        get { count.load(ordering: .relaxed) }
        set { count.store(newValue, ordering: .relaxed) }
    }
}
