public import Core

/// How far one resource is in its reconciler's hands: for whoever asks why nothing moves.
public struct LaneStatus: Sendable, Hashable {
    public enum State: Sendable, Hashable {
        /// Its turn comes.
        case due
        /// It is being looked at.
        case running
        case waiting(until: Timestamp, reason: String)
        /// After errors, or because it has gone on for too long without rest.
        case resting(until: Timestamp)
    }

    /// The reconciler's name.
    public let reconciler: String
    public let id: String
    public let state: State
    /// Since when it has not been settled.
    public let since: Timestamp
    /// Errors in a row.
    public let failures: Int
    /// The last of them.
    public let error: String?

    public init(reconciler: String, id: String, state: State, since: Timestamp, failures: Int, error: String?) {
        self.reconciler = reconciler
        self.id = id
        self.state = state
        self.since = since
        self.failures = failures
        self.error = error
    }
}
