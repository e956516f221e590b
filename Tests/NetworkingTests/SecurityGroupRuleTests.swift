import AgentProtocol
import Core
import HTTPTypes
import Testing

@testable import Networking

/// `/v2.0/security-group-rules` as clients see it.
struct SecurityGroupRuleTests {
    private func group(_ cloud: L3Cloud) async throws -> JSON {
        .string(try await cloud.create("security_group", ["name": "web"]).id)
    }

    @Test func ruleIsCreatedShownListedAndDeleted() async throws {
        try await L3Cloud.run { cloud in
            let group = try await group(cloud)
            let rule = try await cloud.create(
                "security_group_rule",
                [
                    "security_group_id": group, "direction": "ingress", "protocol": "tcp", "port_range_min": 22,
                    "port_range_max": "22", "remote_ip_prefix": "10.1.2.3/8", "description": "ssh",
                ])
            let expected: [String: JSON] = [
                "security_group_id": group, "direction": "ingress", "ethertype": "IPv4", "protocol": "tcp",
                "port_range_min": 22, "port_range_max": 22, "remote_ip_prefix": "10.1.2.3/8",
                "normalized_cidr": "10.0.0.0/8", "remote_group_id": nil, "remote_address_group_id": nil,
                "description": "ssh", "project_id": "demo", "tenant_id": "demo", "belongs_to_default_sg": false,
            ]
            for (name, value) in expected { #expect(rule[name] == value, "\(name)") }
            let path = "/security-group-rules/\(rule.id)"
            #expect(try await cloud.get(path).json["security_group_rule"] == rule)
            #expect(try await cloud.get(path, as: "stranger").type == "SecurityGroupRuleNotFound")
            let listed = try await cloud.get("/security-group-rules?security_group_id=\(group.string ?? "")&protocol=tcp")
            #expect(listed.json == ["security_group_rules": [rule]])
            #expect(try await cloud.send(.delete, path).status == .noContent)
            #expect(try await cloud.send(.delete, path).status == .notFound)
            let shown = try await cloud.get("/security-groups/\(group.string ?? "")").json["security_group"]
            #expect(shown?["revision_number"] == 3)
        }
    }

    @Test func secondOfOneEffectIsAConflict() async throws {
        try await L3Cloud.run { cloud in
            let group = try await group(cloud)
            let rule: JSON = [
                "security_group_id": group, "direction": "ingress", "protocol": "tcp", "port_range_min": 80,
                "port_range_max": 80,
            ]
            let first = try await cloud.create("security_group_rule", rule)
            var again = rule.object ?? [:]
            again["protocol"] = "6"
            again["remote_ip_prefix"] = "0.0.0.0/0"
            let refused = try await cloud.send(.post, "/security-group-rules", ["security_group_rule": .object(again)])
            #expect(refused.status == .conflict)
            #expect(refused.type == "SecurityGroupRuleExists")
            #expect(refused.message == "Security group rule already exists. Rule id is \(first.id).")
        }
    }

    @Test func severalAreMadeAtOnceOrNone() async throws {
        try await L3Cloud.run { cloud in
            let group = try await group(cloud)
            func rule(_ port: Int64, in group: JSON) -> JSON {
                [
                    "security_group_id": group, "direction": "ingress", "protocol": "udp", "port_range_min": .int(port),
                    "port_range_max": .int(port),
                ]
            }
            func post(_ rules: JSON...) async throws -> L3Cloud.Answer {
                try await cloud.send(.post, "/security-group-rules", ["security_group_rules": .array(rules)])
            }
            let made = try await post(rule(1, in: group), rule(2, in: group))
            #expect(made.status == .created)
            #expect(made.json["security_group_rules"]?.array?.count == 2)
            #expect(try await post(rule(3, in: group), rule(3, in: group)).type == "DuplicateSecurityGroupRuleInPost")
            #expect(try await post(rule(4, in: group), rule(1, in: group)).type == "SecurityGroupRuleExists")
            let other = try await self.group(cloud)
            #expect(try await post(rule(5, in: group), rule(5, in: other)).type == "SecurityGroupNotSingleGroupRules")
            let path = "/security-group-rules?security_group_id=\(group.string ?? "")&direction=ingress"
            #expect(try await cloud.get(path).json["security_group_rules"]?.array?.count == 2)
        }
    }

    @Test func wrongRulesAreRefused() async throws {
        try await L3Cloud.run { cloud in
            let group = try await group(cloud)
            let cases: [([String: JSON], Int, String)] = [
                (["direction": nil], 400, "HTTPBadRequest"), (["direction": "up"], 400, "HTTPBadRequest"),
                (["protocol": "tcpp"], 400, "SecurityGroupRuleInvalidProtocol"),
                (["ethertype": "IPv5"], 400, "SecurityGroupRuleInvalidEtherType"),
                (["protocol": "tcp", "port_range_min": 1, "port_range_max": 65_536], 400, "SecurityGroupInvalidPortValue"),
                (["remote_ip_prefix": "nowhere"], 400, "InvalidCIDR"),
                (["remote_group_id": "6b0e9f0a-5c1f-4f4e-9c55-0d8cbd2c0d11"], 404, "SecurityGroupNotFound"),
                (["security_group_id": "6b0e9f0a-5c1f-4f4e-9c55-0d8cbd2c0d11"], 404, "SecurityGroupNotFound"),
                (["colour": "blue"], 400, "HTTPBadRequest"),
            ]
            for (more, status, type) in cases {
                let plain: [String: JSON] = ["security_group_id": group, "direction": "ingress"]
                try await cloud.refused("security_group_rule", .object(plain.merging(more) { $1 }), status, type)
            }
        }
    }

    @Test func rulesThatReferToADeletedGroupGoWithIt() async throws {
        try await L3Cloud.run { cloud in
            let (group, friends) = (try await group(cloud), try await group(cloud))
            let rule = try await cloud.create(
                "security_group_rule", ["security_group_id": group, "direction": "ingress", "remote_group_id": friends])
            #expect(try await cloud.send(.delete, "/security-groups/\(friends.string ?? "")").status == .noContent)
            #expect(try await cloud.get("/security-group-rules/\(rule.id)").status == .notFound)
            let items = try await cloud.items("group/\(group.string ?? "")")
            #expect(items["rules"]?.securityGroup.rules.count == 2)
        }
    }
}
