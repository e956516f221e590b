public import Core
public import HTTPTypes

/// One line of a service's route table: who may call what, and what answers.
///
/// A handler runs only after the token, the microversion and the policy rule of its line have been checked.
public struct Route: Sendable {
    public typealias Handler = @Sendable (RequestContext) async throws -> Reply

    public let method: HTTPRequest.Method
    /// Relative to the prefix of the API, such as `/v3/projects/{project_id}`. A literal segment wins over a parameter.
    public let path: String
    public let policy: Access
    public let target: Target?
    /// The first microversion that has this route.
    public let since: Microversion?
    /// The last microversion that has this route.
    public let until: Microversion?
    public let body: BodyRule
    public let handler: Handler

    /// - Parameter target: loads what the policy rule looks at beyond the caller and the parameters of the path.
    public init(
        _ method: HTTPRequest.Method, _ path: String, policy: Access, target: Target? = nil, since: Microversion? = nil,
        until: Microversion? = nil, body: BodyRule = .json, handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.policy = policy
        self.target = target
        self.since = since
        self.until = until
        self.body = body
        self.handler = handler
    }
}
