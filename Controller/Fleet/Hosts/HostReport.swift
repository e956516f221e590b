import AgentProtocol
import Core
import Store
import SwiftProtobuf

/// What a host's agent says of its host, as the rows have it.
///
/// It is made sense of when somebody asks: most who look at a host only want to know whether it is up, and its facts are long.
struct HostReport: Sendable {
    /// Of Hello.
    private let hello: String?
    /// Of the item that watches the host.
    private let detail: String?
    private let problem: String?

    init(_ row: Row) throws {
        hello = try row.get("facts")
        detail = try row.get("detail")
        problem = try row.get("problem")
    }

    /// From the latest observation of the host's health, or else from its agent's Hello.
    var facts: Apus_Agent_V1_HostFacts? {
        if let health, health.hasFacts { return health.facts }
        return Self.message(hello)
    }

    var health: Apus_Agent_V1_HostHealth? {
        guard let observation: ItemObservation = Self.message(detail), case .health(let health)? = observation.detail else {
            return nil
        }
        return health
    }

    var problems: [Apus_Agent_V1_Problem] {
        let found = health?.problems ?? []
        let itself: Apus_Agent_V1_Problem? = Self.message(problem)
        return [itself].compactMap { $0 }.filter { !found.contains($0) } + found
    }

    /// The texts are this program's own; what could not be understood would be as good as never said.
    private static func message<M: Message>(_ text: String?) -> M? { text.flatMap { try? ProtobufText.message($0) } }
}
