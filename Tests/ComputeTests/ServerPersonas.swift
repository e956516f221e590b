import Core
import Web

/// Who asks in the tests of servers.
struct ServerPersonas: Authenticator {
    private static let projects = ["admin": "office", "manager": "demo", "member": "demo", "reader": "demo", "stranger": "far"]
    private static let roles = ["admin", "manager", "member", "reader"]

    func caller(token: String, now: Timestamp) async throws -> Caller? {
        guard let project = Self.projects[token] else { return nil }
        let role = token == "stranger" ? "member" : token
        let domain = DomainID("default")
        return Caller(
            userID: UserID(token), userName: token, userDomainID: domain, userDomainName: "Default",
            scope: .project(ProjectID(project), name: project, domainID: domain, domainName: "Default"),
            roles: Self.roles.firstIndex(of: role).map { Array(Self.roles[$0...]) } ?? [], expiresAt: now + .seconds(3600),
            issuedAt: now, auditIDs: [token])
    }
}
