import Core
import Web

/// `security_group_rule` (Network API v2.0, "Security group rules").
enum SecurityGroupRuleWire {
    private static let creatable: Set = [
        "security_group_id", "direction", "ethertype", "protocol", "port_range_min", "port_range_max", "remote_ip_prefix",
        "remote_group_id", "remote_address_group_id", "description", "project_id", "tenant_id",
    ]
    private static let shown: Set = [
        "id", "normalized_cidr", "belongs_to_default_sg", "created_at", "updated_at", "revision_number",
    ]

    static func read(_ body: JSONReader) throws -> (items: [AttributeReader], isBulk: Bool) {
        try AttributeReader.several(body, "security_group_rule", "security_group_rules")
    }

    static func new(_ attributes: AttributeReader, caller: ProjectID?, now: Timestamp) throws -> SecurityGroupRule {
        try attributes.checkNew(creatable, shown: shown)
        guard attributes.has("direction") else {
            throw NetworkRefusal.bad("Failed to parse request. Required attribute 'direction' not specified")
        }
        guard let direction: SecurityGroupRule.Direction = try attributes.word("direction") else {
            throw NetworkRefusal.attribute("direction", "'None' is not in ['ingress', 'egress']")
        }
        if try attributes.text("remote_address_group_id") != nil {
            throw NetworkRefusal.attribute("remote_address_group_id", "there are no address groups")
        }
        return SecurityGroupRule(
            id: .random(), projectID: try attributes.project(caller), groupID: try attributes.requiredID("security_group_id"),
            direction: direction, etherType: try etherType(attributes), ipProtocol: try ipProtocol(attributes),
            portMin: try port(attributes, "port_range_min"), portMax: try port(attributes, "port_range_max"),
            remotePrefix: try attributes.text("remote_ip_prefix"),
            remoteGroupID: try attributes.text("remote_group_id").map { SecurityGroupID($0) },
            description: try attributes.text("description") ?? "", createdAt: now)
    }

    private static func etherType(_ attributes: AttributeReader) throws -> SecurityGroupRule.EtherType {
        guard let text = try attributes.text("ethertype") else { return .ipv4 }
        guard let known = SecurityGroupRule.EtherType.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() })
        else { throw SecurityGroupRefusal.unknownEtherType(text) }
        return known
    }

    private static func ipProtocol(_ attributes: AttributeReader) throws -> RuleProtocol? {
        guard let text = text(attributes, "protocol") else { return nil }
        guard let known = RuleProtocol(text) else { throw SecurityGroupRefusal.unknownProtocol(text) }
        return known
    }

    private static func port(_ attributes: AttributeReader, _ name: String) throws -> Int? {
        guard let text = text(attributes, name) else { return nil }
        guard let port = Int(text), (0...65_535).contains(port) else { throw SecurityGroupRefusal.port(text) }
        return port
    }

    /// Clients send these as numbers and as texts alike; an empty text is none.
    private static func text(_ attributes: AttributeReader, _ name: String) -> String? {
        switch attributes.members[name] {
        case nil, .null, "": nil
        case .string(let text): text
        case let other?: other.text
        }
    }

    static func write(_ w: inout JSONWriter, _ rule: SecurityGroupRule, isDefaultGroup: Bool, _ fields: Fields) {
        w.object { w in
            w.put(fields, "id", rule.id.string)
            w.putProject(fields, rule.projectID)
            w.put(fields, "security_group_id", rule.groupID.string)
            w.put(fields, "ethertype", rule.etherType.rawValue)
            w.put(fields, "direction", rule.direction.rawValue)
            w.put(fields, "protocol", rule.ipProtocol?.text)
            w.put(fields, "port_range_min", rule.portMin)
            w.put(fields, "port_range_max", rule.portMax)
            w.put(fields, "remote_ip_prefix", rule.remotePrefix)
            w.put(fields, "remote_address_group_id", nil as String?)
            w.put(fields, "normalized_cidr", rule.remoteNetwork?.description)
            w.put(fields, "remote_group_id", rule.remoteGroupID?.string)
            w.put(fields, "description", rule.description)
            w.put(fields, "belongs_to_default_sg", isDefaultGroup)
            w.putTimes(fields, created: rule.createdAt, updated: rule.createdAt, revision: 0)
        }
    }
}
