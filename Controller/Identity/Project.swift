internal import Core
internal import Store

/// What owns resources: a row of `identity_project`. One without a domain acts as a domain itself.
struct Project: Sendable, Equatable {
    let id: ProjectID
    var name: String
    var domainID: DomainID?
    /// The project above it; for a project at the top of its domain, the domain.
    var parentID: ProjectID?
    var description: String? = ""
    var enabled = true
    var tags: [String] = []
    /// Options by their names in the API; `immutable` is the one that there is.
    var options: [String: JSON] = [:]
    /// What clients have stored beside the attributes of the API.
    var extra: [String: JSON] = [:]

    var isDomain: Bool { domainID == nil }
    var isImmutable: Bool { options["immutable"] == true }
}

extension Project {
    init(_ row: Row) throws {
        id = try row.get("id")
        name = try row.get("name")
        domainID = try row.get("domain_id")
        parentID = try row.get("parent_id")
        description = try row.get("description")
        enabled = try row.get("enabled")
        tags = Self.tags(try row.get("tags"))
        options = try (row.get("options") as JSON).object ?? [:]
        extra = try (row.get("extra") as JSON).object ?? [:]
    }

    /// The tags as the column holds them: a comma before and after each.
    var tagText: String { tags.isEmpty ? "" : ",\(tags.joined(separator: ","))," }

    private static func tags(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }
}
