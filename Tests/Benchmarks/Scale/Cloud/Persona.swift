import Core
import Web

/// Who asks: tokens are checked by name, since what a token costs does not depend on the size of a cloud.
enum Persona: Sendable {
    case admin
    case member(project: String)

    var token: String {
        switch self {
        case .admin: "admin"
        case .member(let project): project
        }
    }

    struct Authority: Authenticator {
        func caller(token: String, now: Timestamp) async throws -> Caller? {
            Caller(
                userID: UserID("user-\(token)"), userName: token, userDomainID: DomainID("default"), userDomainName: "Default",
                scope: .project(ProjectID(token), name: token, domainID: DomainID("default"), domainName: "Default"),
                roles: token == "admin" ? ["admin", "manager", "member", "reader"] : ["member", "reader"],
                expiresAt: now + .seconds(3600), issuedAt: now, auditIDs: [])
        }
    }
}
