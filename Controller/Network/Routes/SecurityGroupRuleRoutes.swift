import Core
import HTTPTypes
import Store
import Web

/// `/v2.0/security-group-rules` (Network API v2.0, "Security group rules"). Several are made at once by a list in the body.
struct SecurityGroupRuleRoutes: Sendable {
    let store: Store

    private static let collection = Collection(
        "security_group_rules", table: "network_security_group_rule r", alias: "r", isTagged: false,
        [
            "security_group_id": .text("r.security_group_id"), "direction": .text("r.direction"),
            "ethertype": .text("r.ethertype"), "protocol": .text("r.protocol"), "port_range_min": .number("r.port_min"),
            "port_range_max": .number("r.port_max"), "remote_ip_prefix": .text("r.remote_prefix"),
            "remote_group_id": .text("r.remote_group_id"), "description": .text("r.description"),
            "remote_address_group_id": .never, "created_at": .number("r.created_at"),
            "updated_at": .number("r.created_at"), "revision_number": .number("0"),
            "belongs_to_default_sg": .flag(
                "(SELECT g.is_default FROM network_security_group g WHERE g.id = r.security_group_id)"),
        ])

    var table: [Route] {
        let one = "/v2.0/security-group-rules/{security_group_rule_id}"
        return [
            Route(
                .get, "/v2.0/security-group-rules", policy: .rule("get_security_group_rule"), target: RequestContext.ownProject,
                handler: list),
            Route(
                .post, "/v2.0/security-group-rules", policy: .rule("create_security_group_rule"), target: newTarget,
                handler: create),
            Route(.get, one, policy: .rule("get_security_group_rule"), target: target, handler: show),
            Route(.delete, one, policy: .rule("delete_security_group_rule"), target: target, handler: delete),
        ]
    }

    /// All of one request are for one project, which `SecurityGroupRules.create` makes sure of.
    private func newTarget(_ context: RequestContext) async throws -> PolicyTarget {
        let attributes = try SecurityGroupRuleWire.read(try await context.json()).items.first
        return PolicyTarget(owner: try attributes?.project(context.caller?.projectID))
    }

    private func target(_ context: RequestContext) async throws -> PolicyTarget {
        let (rule, group) = try await find(context)
        var target = PolicyTarget(owner: rule.projectID)
        target["security_group:project_id"] = .string(group.projectID.string)
        target["security_group:tenant_id"] = .string(group.projectID.string)
        return target
    }

    private func find(_ context: RequestContext) async throws -> (SecurityGroupRule, SecurityGroup) {
        let id: SecurityGroupRuleID = try context.id("security_group_rule_id")
        let viewer = try context.viewer()
        return try await store.read { s in
            let rule = try SecurityGroupRules.get(s, id)
            let group = try SecurityGroups.get(s, rule.groupID)
            guard viewer == nil || viewer == rule.projectID || viewer == group.projectID else {
                throw SecurityGroupRefusal.ruleNotFound(id)
            }
            return (rule, group)
        }
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        var request = try ListRequest(context.query, Self.collection)
        if let viewer = try context.viewer() {
            request.conditions.append(
                """
                (r.project_id = \(viewer) OR r.security_group_id IN (
                    SELECT id FROM network_security_group WHERE project_id = \(viewer)))
                """)
        }
        let listed = request
        let rules = try await store.read { s in
            let conditions = (["1 = 1"] + (try listed.allConditions(s))).joined(" AND ")
            return try s.rows(
                """
                SELECT r.*, g.is_default FROM network_security_group_rule r
                JOIN network_security_group g ON g.id = r.security_group_id WHERE \(conditions) \(listed.tail)
                """
            ).map { (rule: try SecurityGroupRule($0), isDefault: try $0.get("is_default") as Bool) }
        }
        return listed.reply(listed.ordered(rules), context, id: { $0.rule.id.string }) {
            SecurityGroupRuleWire.write(&$0, $1.rule, isDefaultGroup: $1.isDefault, listed.fields)
        }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let (rule, group) = try await find(context)
        let fields = Fields(context.query)
        return .one("security_group_rule") {
            SecurityGroupRuleWire.write(&$0, rule, isDefaultGroup: group.isDefault, fields)
        }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let caller = try context.requireCaller()
        let (items, isBulk) = try SecurityGroupRuleWire.read(try await context.json())
        let now = context.now
        let wishes = try items.map { try SecurityGroupRuleWire.new($0, caller: caller.projectID, now: now) }
        let isAdmin = context.isAdmin
        let (rules, isDefault) = try await store.write { tx in
            let rules = try SecurityGroupRules.create(tx, wishes, isAdmin: isAdmin, now: now)
            return (rules, try rules.first.map { try SecurityGroups.get(tx, $0.groupID).isDefault } ?? false)
        }
        return .created("security_group_rule", "security_group_rules", rules, isBulk: isBulk) {
            SecurityGroupRuleWire.write(&$0, $1, isDefaultGroup: isDefault, .all)
        }
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: SecurityGroupRuleID = try context.id("security_group_rule_id")
        let now = context.now
        try await store.write { try SecurityGroupRules.delete($0, id, now: now) }
        return .empty()
    }
}
