import Core
import Web

/// `security_group` (Network API v2.0, "Security groups").
enum SecurityGroupWire {
    private static let creatable: Set = ["name", "description", "stateful", "project_id", "tenant_id", "tags"]
    private static let updatable: Set = ["name", "description", "stateful"]
    private static let shown: Set = [
        "id", "project_id", "tenant_id", "shared", "security_group_rules", "tags", "created_at", "updated_at",
        "revision_number",
    ]

    static func read(_ body: JSONReader) throws -> AttributeReader { try .one(body, "security_group") }

    static func several(_ body: JSONReader) throws -> (items: [AttributeReader], isBulk: Bool) {
        try AttributeReader.several(body, "security_group", "security_groups")
    }

    static func new(_ attributes: AttributeReader, caller: ProjectID?, now: Timestamp) throws -> SecurityGroup {
        try attributes.checkNew(creatable, shown: shown)
        var group = SecurityGroup(
            projectID: try attributes.project(caller), name: try attributes.text("name") ?? "",
            description: try attributes.text("description") ?? "", isStateful: try attributes.bool("stateful") ?? true, now: now)
        group.tags = try TagsWire.tags(attributes)
        return group
    }

    static func change(_ attributes: AttributeReader) throws -> @Sendable (inout SecurityGroup) -> Void {
        try attributes.checkChange(updatable, shown: shown)
        let name = try attributes.text("name")
        let description = try attributes.text("description")
        let isStateful = try attributes.bool("stateful")
        return { group in
            if let name { group.name = name }
            if let description { group.description = description }
            if let isStateful { group.isStateful = isStateful }
        }
    }

    static func write(_ w: inout JSONWriter, _ view: SecurityGroupView, _ fields: Fields) {
        let group = view.group
        w.object { w in
            w.put(fields, "id", group.id.string)
            w.put(fields, "name", group.name)
            w.put(fields, "stateful", group.isStateful)
            w.putProject(fields, group.projectID)
            w.put(fields, "description", group.description)
            w.put(fields, "shared", view.isShared)
            w.put(fields, "security_group_rules") { w in
                w.array(view.rules) { SecurityGroupRuleWire.write(&$0, $1, isDefaultGroup: group.isDefault, .all) }
            }
            w.put(fields, "tags", group.tags)
            w.putTimes(fields, created: group.createdAt, updated: group.updatedAt, revision: group.revision)
        }
    }
}
