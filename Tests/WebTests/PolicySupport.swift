import Core
import Web

extension Caller {
    static func test(_ scope: Scope = .unscoped, roles: [String] = []) -> Caller {
        Caller(
            userID: UserID("ada"), userName: "Ada", userDomainID: DomainID("home"), userDomainName: "Home", scope: scope,
            roles: roles, expiresAt: Timestamp(seconds: 2_000_000_000), issuedAt: Timestamp(seconds: 1_700_000_000),
            auditIDs: ["audit"])
    }

    static let inProject = test(
        .project(ProjectID("p1"), name: "web", domainID: DomainID("d1"), domainName: "Domain One"), roles: ["member", "reader"])
    static let inDomain = test(.domain(DomainID("d1"), name: "Domain One"), roles: ["Manager"])
    static let inSystem = test(.system, roles: ["admin", "reader"])
}

extension PolicyEngine {
    /// Asks one check, as the only rule beside the shared ones.
    static func asks(_ check: String, _ caller: Caller, _ target: PolicyTarget = [:]) throws -> Bool {
        try PolicyEngine(rules: [PolicyRule("test", check)]).check("test", caller: caller, target: target)
    }
}
