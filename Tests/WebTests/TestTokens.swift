import Core
import Web

/// Knows the tokens `admin` and `reader`.
struct TestTokens: Authenticator {
    func caller(token: String, now: Timestamp) async throws -> Caller? {
        switch token {
        case "admin": Self.caller("admin", roles: ["admin", "member", "reader"])
        case "reader": Self.caller("reader", roles: ["reader"])
        default: nil
        }
    }

    static func caller(_ name: String, roles: [String]) -> Caller {
        Caller(
            userID: UserID(name + "-id"), userName: name, userDomainID: DomainID("default"), userDomainName: "Default",
            scope: .project(ProjectID("p1"), name: "demo", domainID: DomainID("default"), domainName: "Default"),
            roles: roles, expiresAt: Timestamp(seconds: 2_000_000_000), issuedAt: Timestamp(seconds: 1_700_000_000),
            auditIDs: ["audit"])
    }
}
