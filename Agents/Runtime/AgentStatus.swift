import Metrics
import Synchronization

/// How the agent itself fares: what roles and `/metrics` may read of it.
public final class AgentStatus: Sendable {
    public struct Values: Sendable, Equatable {
        public var connected = false
        public var epoch: UInt64 = 0
        /// This host's clock minus the controller's, microseconds.
        public var drift: Int64?
        public var sessions: UInt64 = 0
        /// Frames of another session that were dropped.
        public var strayFrames: UInt64 = 0
        /// Sets that were refused because they would remove too much, with the reason.
        public var refusedSets: [String: String] = [:]
        /// Why the controller refuses this host, if it does.
        public var refusal: String?
    }

    private let state = Mutex(Values())

    public init() {}

    public var values: Values { state.withLock { $0 } }

    func change(_ body: (inout Values) -> Void) {
        let values = state.withLock { state in
            body(&state)
            return state
        }
        Gauge(label: "apus_agent_connected").record(values.connected ? 1 : 0)
        Gauge(label: "apus_agent_sets_refused").record(values.refusedSets.count)
        Gauge(label: "apus_agent_sessions").record(Double(values.sessions))
        Gauge(label: "apus_agent_stray_frames").record(Double(values.strayFrames))
        if let drift = values.drift { Gauge(label: "apus_agent_clock_drift_seconds").record(Double(drift) / 1_000_000) }
    }
}
