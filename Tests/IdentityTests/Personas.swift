import Core
import Store
import Web

@testable import Identity

/// Those who ask in the tests. A persona's name is its user's id and name, and the text of its token.
///
/// | persona | scope | role |
/// |---|---|---|
/// | admin | project demo | admin |
/// | system-admin, system-reader | system | admin, reader |
/// | domain-admin, domain-manager, domain-reader | domain default | admin, manager, reader |
/// | manager, member, reader | project demo | manager, member, reader |
/// | stranger | domain other | manager |
/// | nobody | unscoped | none |
///
/// The cloud has the domains `default` and `other`, the project `demo` in the first and `far` in the second, and the four
/// roles, all with ids that are their names; the projects' names and the domains' are written with a capital.
struct Personas: Authenticator {
    static let names = [
        "admin", "system-admin", "system-reader", "domain-admin", "domain-manager", "domain-reader", "manager", "member",
        "reader", "stranger", "nobody",
    ]

    static let roles = ["admin", "manager", "member", "reader"]

    static func create(_ tx: Transaction, now: Timestamp) throws {
        for id in ["default", "other"] { _ = try Domains.create(tx, Domain(id: DomainID(id), name: id.capitalised)) }
        for (id, domain) in [("demo", "default"), ("far", "other")] {
            _ = try Projects.create(
                tx,
                Project(
                    id: ProjectID(id), name: id.capitalised, domainID: DomainID(domain), parentID: ProjectID(domain)))
        }
        for role in roles { _ = try Roles.create(tx, Role(id: RoleID(role), name: role)) }
        for (prior, implied) in zip(roles, roles.dropFirst()) {
            _ = try ImpliedRoles.create(tx, RoleID(prior), RoleID(implied))
        }
        for name in names {
            let domainID = DomainID(name == "stranger" ? "other" : "default")
            _ = try Users.create(tx, User(id: UserID(name), name: name, domainID: domainID), passwordHash: nil, now: now)
        }
    }

    func caller(token: String, now: Timestamp) async throws -> Caller? {
        guard Self.names.contains(token) else { return nil }
        let role = token.split(separator: "-").last.map(String.init) ?? ""
        return Caller(
            userID: UserID(token), userName: token, userDomainID: DomainID(token == "stranger" ? "other" : "default"),
            userDomainName: token == "stranger" ? "Other" : "Default", scope: Self.scope(token),
            roles: Self.implied(by: token == "stranger" ? "manager" : role), expiresAt: now + .seconds(3600), issuedAt: now,
            auditIDs: [token])
    }

    private static func scope(_ token: String) -> Caller.Scope {
        switch token {
        case "nobody": .unscoped
        case "stranger": .domain(DomainID("other"), name: "Other")
        case _ where token.hasPrefix("system-"): .system
        case _ where token.hasPrefix("domain-"): .domain(DomainID("default"), name: "Default")
        default: .project(ProjectID("demo"), name: "Demo", domainID: DomainID("default"), domainName: "Default")
        }
    }

    private static func implied(by role: String) -> [String] {
        roles.firstIndex(of: role).map { Array(roles[$0...]) } ?? []
    }
}

extension String {
    fileprivate var capitalised: String { prefix(1).uppercased() + dropFirst() }
}
