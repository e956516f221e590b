import Core
import Web

/// Who asks: tokens are the names of roles. Passwords and their tokens are no business of a simulator of hosts.
struct Personas: Authenticator {
    static let project = ProjectID("demo")

    func caller(token: String, now: Timestamp) async throws -> Caller? {
        let roles = ["admin": ["admin", "manager", "member", "reader"], "member": ["member", "reader"]][token]
        guard let roles else { return nil }
        let domain = DomainID("default")
        return Caller(
            userID: UserID(token), userName: token, userDomainID: domain, userDomainName: "Default",
            scope: .project(Self.project, name: "demo", domainID: domain, domainName: "Default"), roles: roles,
            expiresAt: now + .seconds(3600), issuedAt: now, auditIDs: [token])
    }
}
