internal import Core
internal import Store

typealias AttributeMappingID = ID<AttributeMapping>

/// How the word of an identity provider becomes a user, groups and projects of this cloud: a row of `identity_mapping`.
struct AttributeMapping: Sendable, Equatable {
    let id: AttributeMappingID
    /// As clients have written them, and see them again; ``MappingRules`` gives them meaning.
    var rules: JSON
    var schemaVersion: MappingRules.Version
}

extension AttributeMapping {
    init(_ row: Row) throws {
        id = try row.get("id")
        rules = try row.get("rules")
        schemaVersion = MappingRules.Version(rawValue: try row.get("schema_version")) ?? .one
    }
}
