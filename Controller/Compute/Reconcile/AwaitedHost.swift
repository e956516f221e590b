import Core
import Fleet
import Scheduler
import Store

/// A host that is away for the moment, and that a server is rather kept waiting for than refused.
struct AwaitedHost: Sendable, Equatable {
    /// So many are looked at, those that went last.
    private static let most = 20

    let name: String
    /// Why it is away.
    let reason: String
    /// Then it is given up.
    let until: Timestamp

    static func all(_ s: Snapshot, _ explanation: Explanation, startedAt: Timestamp) throws -> [AwaitedHost] {
        try FleetHosts.newest(s, limit: most)
            .filter { $0.roles.contains(.compute) && !$0.isRemoving && explanation.awaits($0.name) }
            .map { AwaitedHost(name: $0.name, reason: $0.reason, until: max($0.since, startedAt) + ServerDeadlines.silence) }
    }
}
