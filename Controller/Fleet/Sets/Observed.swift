public import AgentProtocol
public import Core
import Store

/// Observation: what a host says about one item.
public struct Observed: Sendable, Equatable {
    public enum State: String, Sendable {
        case pending
        case ready
        case failed
        case absent
    }

    public let host: String
    public let set: String
    public let id: String
    /// The generation that the host is at.
    public let generation: Int64
    public let state: State
    public let problem: Apus_Agent_V1_Problem?
    public let detail: ItemObservation.OneOf_Detail?
    /// By the host's clock.
    public let observedAt: Timestamp
}

extension Observed {
    init(_ row: Row) throws {
        host = try row.get("host")
        set = try row.get("set_name")
        id = try row.get("id")
        generation = try row.get("generation")
        state = State(rawValue: try row.get("state")) ?? .pending
        let problem: String? = try row.get("problem")
        self.problem = try problem.map { try ProtobufText.message($0) }
        let detail: String? = try row.get("detail")
        self.detail = try detail.map { try ProtobufText.message($0) as ItemObservation }?.detail
        observedAt = try row.get("observed_at")
    }
}

extension Observed.State {
    /// Nil for a state that this program does not know.
    init?(_ state: ItemObservation.State) {
        switch state {
        case .pending: self = .pending
        case .ready: self = .ready
        case .failed: self = .failed
        case .absent: self = .absent
        case .unspecified, .UNRECOGNIZED: return nil
        }
    }
}
