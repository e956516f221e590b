import Core
import Web

/// Those who ask in the tests: a persona's name is its token.
///
/// | persona | project | role |
/// |---|---|---|
/// | admin | office | admin |
/// | manager, member, reader | demo | manager, member, reader |
/// | guest, guest-reader | other | member, reader |
/// | nobody | none | none |
struct Personas: Authenticator {
    static let projects = [
        "admin": "office", "manager": "demo", "member": "demo", "reader": "demo", "guest": "other", "guest-reader": "other",
    ]
    private static let roles = ["admin", "manager", "member", "reader"]

    func caller(token: String, now: Timestamp) async throws -> Caller? {
        guard token == "nobody" || Self.projects[token] != nil else { return nil }
        let role = token == "guest" ? "member" : token == "guest-reader" ? "reader" : token
        let domain = DomainID("default")
        let scope = Self.projects[token].map {
            Caller.Scope.project(ProjectID($0), name: $0, domainID: domain, domainName: "Default")
        }
        return Caller(
            userID: UserID(token), userName: token, userDomainID: domain, userDomainName: "Default", scope: scope ?? .unscoped,
            roles: Self.roles.firstIndex(of: role).map { Array(Self.roles[$0...]) } ?? [], expiresAt: now + .seconds(3600),
            issuedAt: now, auditIDs: [token])
    }
}
