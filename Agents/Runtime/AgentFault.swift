/// A refusal or failure that an operator sees: a stable code, what happened, and what to do about it.
public struct AgentFault: Error, Sendable, Equatable {
    /// A stable word for programs and for searching, such as `AGENT-JOINED`.
    public var code: String
    public var message: String
    public var hint: String

    public init(_ code: String, _ message: String, hint: String) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}

extension AgentFault: CustomStringConvertible {
    public var description: String { "\(code): \(message) \(hint)" }
}
