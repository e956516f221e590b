import Core
import Web

/// Who asks: tokens are checked by name, since what a token costs does not depend on the size of a cloud.
enum Persona: Sendable {
    case admin
    case member(project: String)
    /// An administrator in somebody's project, who may choose hosts.
    case keeper(project: String)

    var token: String {
        switch self {
        case .admin: "admin"
        case .member(let project): project
        case .keeper(let project): "keeper/\(project)"
        }
    }

    struct Authority: Authenticator {
        func caller(token: String, now: Timestamp) async throws -> Caller? {
            let project = String(token.split(separator: "/").last ?? "")
            return Caller(
                userID: UserID("user-\(project)"), userName: project, userDomainID: DomainID("default"),
                userDomainName: "Default",
                scope: .project(ProjectID(project), name: project, domainID: DomainID("default"), domainName: "Default"),
                roles: token == "admin" || token != project ? ["admin", "manager", "member", "reader"] : ["member", "reader"],
                expiresAt: now + .seconds(3600), issuedAt: now, auditIDs: [])
        }
    }
}
