import Core
import Web

/// One of the actions that a body of `POST /servers/{server_id}/action` can name.
struct ServerAction: Sendable {
    /// What an action is told, once its policy allows it.
    struct Call: Sendable {
        let context: RequestContext
        let id: ServerID
        let body: JSONReader
        let actor: Actor
        /// What stands under the action's name.
        let value: JSON
    }

    /// The body's member.
    let name: String
    /// The policy rule.
    let rule: String
    /// Minor versions that have it.
    let versions: ClosedRange<Int>
    let run: @Sendable (Call) async throws -> Reply

    init(
        _ name: String, _ rule: String, versions: ClosedRange<Int> = 1...Int.max,
        _ run: @escaping @Sendable (Call) async throws -> Reply
    ) {
        self.name = name
        self.rule = rule
        self.versions = versions
        self.run = run
    }
}
