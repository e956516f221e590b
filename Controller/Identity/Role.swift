internal import Core
internal import Store

typealias RoleID = ID<Role>

/// What a policy asks for: a row of `identity_role`. A role of a domain never reaches a token; it only implies others.
struct Role: Sendable, Equatable {
    let id: RoleID
    var name: String
    var domainID: DomainID?
    var description: String?
    var options: [String: JSON] = [:]
    var extra: [String: JSON] = [:]

    var isImmutable: Bool { options["immutable"] == true }
}

extension Role {
    init(_ row: Row) throws {
        id = try row.get("id")
        name = try row.get("name")
        domainID = try row.get("domain_id")
        description = try row.get("description")
        options = try (row.get("options") as JSON).object ?? [:]
        extra = try (row.get("extra") as JSON).object ?? [:]
    }
}
