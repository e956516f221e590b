public import Core

/// What a route asks of its caller.
public enum Access: Sendable, Hashable {
    /// No token is needed; a valid one is made known to the handler.
    case anyone
    /// Any valid token.
    case authenticated
    /// A valid token whose holder the policy rule of this name allows.
    case rule(String)
}

/// What a policy rule looks at besides the caller: flat, dotted names, such as `target.project.domain_id`. The parameters
/// of the path are always among them.
public typealias PolicyTarget = [String: JSON]

/// Loads the target of a policy rule. Of a resource that does not exist it loads nothing (`[:]`): whoever may see any such
/// resource gets the handler's 404, everybody else a 403 that does not tell whether it exists.
public typealias Target = @Sendable (RequestContext) async throws -> PolicyTarget
