public import Core

/// Tells who a token belongs to. Identity is the one that knows; it answers from memory in the common case.
public protocol Authenticator: Sendable {
    /// - Returns: nil for a token that is malformed, expired, revoked, or of somebody who is gone or disabled.
    func caller(token: String, now: Timestamp) async throws -> Caller?
}
