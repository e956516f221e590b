internal import Core
internal import Store

typealias GroupID = ID<Group>

/// Users who are given roles together: a row of `identity_group`.
struct Group: Sendable, Equatable {
    let id: GroupID
    var name: String
    var domainID: DomainID
    var description: String? = ""
    var extra: [String: JSON] = [:]
}

extension Group {
    init(_ row: Row) throws {
        id = try row.get("id")
        name = try row.get("name")
        domainID = try row.get("domain_id")
        description = try row.get("description")
        extra = try (row.get("extra") as JSON).object ?? [:]
    }
}
