/// An empty database must not empty the fleet: a whole set that would remove a great part of what runs here, and that nobody has
/// removed on purpose, is refused until an operator has confirmed it. A few may always go, so that a host with few guests is never
/// stuck; what is removed on purpose is not counted.
public struct RemovalGuard: Sendable, Equatable {
    /// Removing more than this share of what runs needs a confirmation.
    public static let limitPercent = 30
    /// As many as these need none.
    public static let few = 2

    /// Items of the guarded kind that run on this host.
    public var running: Int
    /// How many of them would go for no known reason.
    public var removed: Int

    public init(running: Int, removed: Int) {
        self.running = running
        self.removed = removed
    }

    public func allows(confirmed: Bool) -> Bool {
        confirmed || removed <= Self.few || removed * 100 <= running * Self.limitPercent
    }
}
