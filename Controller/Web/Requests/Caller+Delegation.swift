public import Core
internal import HTTPTypes

extension Caller {
    /// By what the holder of a token has the rights that it carries, other than by being the user.
    public enum Delegation: Sendable, Equatable {
        case trust(id: String, trustorID: UserID, trusteeID: UserID)
        /// - Parameters:
        ///   - isRestricted: it must not be used to make further credentials.
        ///   - accessRules: the only requests that it is good for; nil for all.
        case applicationCredential(id: String, isRestricted: Bool, accessRules: [AccessRule]?)
        /// Of OAuth 1.0.
        case accessToken(id: String, consumerID: String)
    }

    /// False for a request that the access rules of an application credential leave out.
    func mayAsk(_ method: HTTPRequest.Method, _ api: API?, _ path: Substring) -> Bool {
        guard case .applicationCredential(_, _, let rules?) = delegation else { return true }
        guard let api else { return false }
        return rules.contains { $0.allows(method, api, path) }
    }
}
