internal import Core
internal import Web

/// What lends a token its rights in the place of its user's own.
enum Loan: Sendable {
    case applicationCredential(ApplicationCredential)
    case trust(Trust)
    case access(OAuthAccess)

    var delegation: Caller.Delegation {
        switch self {
        case .applicationCredential(let credential):
            .applicationCredential(
                id: credential.id.string, isRestricted: !credential.isUnrestricted, accessRules: credential.accessRules)
        case .trust(let trust): .trust(id: trust.id.string, trustorID: trust.trustorID, trusteeID: trust.trusteeID)
        case .access(let access): .accessToken(id: access.id.string, consumerID: access.consumerID.string)
        }
    }
}
