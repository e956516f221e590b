public import Store

/// Whether hosts can be used, for lists that name many: looked up in the decisions' own copy of the rows, so that a list costs the
/// same however many hosts there are.
public struct HostStandings: Sendable {
    public enum Standing: Sendable {
        case up
        /// An administrator gives it no new servers.
        case disabled
        /// An administrator says that it is down.
        case forcedDown
        /// Its agent is not heard.
        case silent
    }

    private let world: World

    public init(_ s: Snapshot) throws { world = try WorldCache.world(s) }

    /// Nil for a host that runs no servers.
    public subscript(host: String) -> Standing? {
        guard let host = world.host(host)?.host else { return nil }
        if host.isForcedDown { return .forcedDown }
        guard host.isUp else { return .silent }
        return host.isEnabled ? .up : .disabled
    }
}
