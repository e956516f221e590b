public import Core
import Store

/// Decision: where a host is in its life, since when and why.
public struct HostPhase: Sendable, Equatable {
    public enum Phase: String, Sendable, CaseIterable {
        /// Enrolled; its agent has not connected yet.
        case joining
        case up
        /// Its agent has fallen silent.
        case down
        /// Its removal was asked for.
        case removing
    }

    public let phase: Phase
    public let since: Timestamp
    public let reason: String
}

extension HostPhase {
    /// From a row that may come from an outer join.
    init?(_ row: Row) throws {
        guard let name: String = try row.get("phase"), let phase = Phase(rawValue: name) else { return nil }
        self.phase = phase
        since = try row.get("since")
        reason = try row.get("reason")
    }
}
