/// An empty database must not empty the fleet: a whole set that would remove a great part of what runs here is refused until
/// an operator has confirmed it.
public struct RemovalGuard: Sendable, Equatable {
    /// Removing more than this share of what runs needs a confirmation.
    public static let limitPercent = 30

    /// Items of the guarded kind that run on this host.
    public var running: Int
    /// How many of them would go.
    public var removed: Int

    public init(running: Int, removed: Int) {
        self.running = running
        self.removed = removed
    }

    public func allows(confirmed: Bool) -> Bool {
        confirmed || removed * 100 <= running * Self.limitPercent
    }
}
