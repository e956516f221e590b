import Core
import HTTPTypes
import Store
import Testing

@testable import Networking

/// `/v2.0/security-groups` as clients see it.
struct SecurityGroupTests {
    @Test func projectHasADefaultGroupWhenItLooks() async throws {
        try await L3Cloud.run { cloud in
            let groups = try await cloud.get("/security-groups").json["security_groups"]?.array ?? []
            #expect(groups.count == 1)
            #expect(groups[0]["name"] == "default")
            #expect(groups[0]["project_id"] == "demo")
            let rules = groups[0]["security_group_rules"]?.array ?? []
            #expect(rules.count == 4)
            let egress = rules.filter { $0["direction"] == "egress" }
            #expect(Set(egress.compactMap { $0["ethertype"]?.string }) == ["IPv4", "IPv6"])
            #expect(egress.allSatisfy { $0["remote_group_id"] == .null && $0["protocol"] == .null })
            let ingress = rules.filter { $0["direction"] == "ingress" }
            #expect(ingress.allSatisfy { $0["remote_group_id"]?.string == groups[0].id })
            #expect(rules.allSatisfy { $0["belongs_to_default_sg"] == true })
            #expect(try await cloud.get("/security-groups").json["security_groups"]?[0]?.id == groups[0].id)
        }
    }

    @Test func administratorSeesTheDefaultGroupOfAnother() async throws {
        try await L3Cloud.run { cloud in
            let path = "/security-groups?name=default&project_id=far"
            let groups = try await cloud.get(path, as: "admin").json["security_groups"]?.array ?? []
            #expect(groups.map { $0["project_id"]?.string } == ["far"])
            #expect(try await cloud.get(path).json["security_groups"] == [])
        }
    }

    @Test func portMakesTheDefaultGroup() async throws {
        try await L3Cloud.run { cloud in
            let (network, _) = try await cloud.network("10.0.0.0/24")
            let port = try await cloud.port(on: network)
            let found = try await cloud.store.read { try SecurityGroups.findDefault($0, L3Cloud.demo) }
            #expect(port.securityGroupIDs == [try #require(found).id])
        }
    }

    @Test func groupIsCreatedShownChangedAndDeleted() async throws {
        try await L3Cloud.run { cloud in
            let group = try await cloud.create("security_group", ["name": "web", "description": "for the web", "tags": ["a"]])
            #expect(group["security_group_rules"]?.array?.count == 2)
            #expect(group["stateful"] == true)
            #expect(group["shared"] == false)
            #expect(group["tags"] == ["a"])
            #expect(group["revision_number"] == 1)
            let path = "/security-groups/\(group.id)"
            #expect(try await cloud.get(path).json["security_group"] == group)
            let changed = try await cloud.put(path, ["security_group": ["name": "www"]]).json["security_group"]
            #expect(changed?["name"] == "www")
            #expect(changed?["description"] == "for the web")
            #expect(changed?["revision_number"] == 2)
            #expect(
                try await cloud.get("/security-groups?name=www&fields=id").json == [
                    "security_groups": [["id": .string(group.id)]]
                ])
            #expect(try await cloud.get("/security-groups?tags=b").json == ["security_groups": []])
            #expect(try await cloud.send(.delete, path).status == .noContent)
            #expect(try await cloud.get(path).type == "SecurityGroupNotFound")
        }
    }

    @Test func groupsOfOthersAreNotThere() async throws {
        try await L3Cloud.run { cloud in
            let group = try await cloud.create("security_group", ["name": "web"])
            let path = "/security-groups/\(group.id)"
            #expect(try await cloud.get(path, as: "stranger").status == .notFound)
            #expect(try await cloud.put(path, ["security_group": ["name": "x"]], as: "stranger").status == .notFound)
            #expect(try await cloud.send(.delete, path, as: "stranger").status == .notFound)
            let names = try await cloud.get("/security-groups", as: "stranger").json["security_groups"]?.array
            #expect(names?.compactMap { $0["name"]?.string } == ["default"])
            #expect(try await cloud.get(path, as: "admin").status == .ok)
            #expect(try await cloud.get(path, as: "reader").status == .ok)
            #expect(try await cloud.send(.delete, path, as: "reader").status == .forbidden)
            try await cloud.refused(
                "security_group_rule", ["security_group_id": .string(group.id), "direction": "ingress"], 404,
                "SecurityGroupNotFound", as: "stranger")
            try await cloud.refused("security_group", ["name": "x", "project_id": "far"], 403, "PolicyNotAuthorized")
        }
    }

    @Test func severalAreMadeFromItemsWithTheirName() async throws {
        try await L3Cloud.run { cloud in
            let items: JSON = [["security_group": ["name": "a"]], ["security_group": ["name": "b", "stateful": false]]]
            let made = try await cloud.send(.post, "/security-groups", ["security_groups": items])
            #expect(made.json["security_groups"]?.array?.map { $0["name"] } == ["a", "b"], "\(made.json.text)")
        }
    }

    @Test func aPortHasGroupsOfOneKindAndEachOnce() async throws {
        try await L3Cloud.run { cloud in
            let (network, _) = try await cloud.network("10.0.0.0/24")
            let tracking = try await cloud.create("security_group", ["name": "a"])
            let bare = try await cloud.create("security_group", ["name": "b", "stateful": false])
            func port(_ groups: [JSON]) -> JSON {
                ["network_id": .string(network.id.string), "security_groups": .array(groups.map { .string($0.id) })]
            }
            try await cloud.refused("port", port([tracking, bare]), 409, "SecurityGroupConflict")
            try await cloud.refused("port", port([bare, bare]), 400, "HTTPBadRequest")
            _ = try await cloud.create("port", port([bare]))
        }
    }

    @Test func defaultGroupStays() async throws {
        try await L3Cloud.run { cloud in
            let id = try #require(try await cloud.get("/security-groups").json["security_groups"]?[0]?.id)
            let path = "/security-groups/\(id)"
            let deleted = try await cloud.send(.delete, path)
            #expect(deleted.status == .conflict)
            #expect(deleted.type == "SecurityGroupCannotRemoveDefault")
            #expect(try await cloud.put(path, ["security_group": ["name": "x"]]).type == "SecurityGroupCannotUpdateDefault")
            #expect(try await cloud.put(path, ["security_group": ["description": "x"]]).status == .ok)
            try await cloud.refused("security_group", ["name": "default"], 409, "SecurityGroupDefaultAlreadyExists")
        }
    }

    @Test func groupOfAPortIsInUse() async throws {
        try await L3Cloud.run { cloud in
            let group = try await cloud.create("security_group", ["name": "web"])
            let (network, _) = try await cloud.network("10.0.0.0/24")
            _ = try await cloud.port(on: network, groups: [SecurityGroupID(group.id)])
            let path = "/security-groups/\(group.id)"
            let deleted = try await cloud.send(.delete, path)
            #expect(deleted.status == .conflict)
            #expect(deleted.type == "SecurityGroupInUse")
            #expect(try await cloud.put(path, ["security_group": ["stateful": false]]).type == "SecurityGroupInUse")
        }
    }

    @Test func quotaIsKept() async throws {
        try await L3Cloud.run { cloud in
            func allow(_ limits: [Quotas.Resource: Int]) async throws {
                try await cloud.store.write { try Quotas.set($0, L3Cloud.demo, limits) }
            }
            // The default group has four rules, each other one begins with two.
            try await allow([.securityGroup: 2, .securityGroupRule: 5])
            try await cloud.refused("security_group", ["name": "web"], 409, "OverQuota")
            try await allow([.securityGroupRule: 6])
            let group = try await cloud.create("security_group", ["name": "web"])
            try await cloud.refused("security_group", ["name": "more"], 409, "OverQuota")
            try await cloud.refused(
                "security_group_rule", ["security_group_id": .string(group.id), "direction": "ingress"], 409, "OverQuota")
        }
    }

    @Test func groupIsFoundByNameUnlessSeveralHaveIt() async throws {
        try await L3Cloud.run { cloud in
            let group = try await cloud.create("security_group", ["name": "web"])
            let found = try await cloud.store.read { try SecurityGroups.find($0, "web", L3Cloud.demo) }
            #expect(found?.id.string == group.id)
            #expect(try await cloud.store.read { try SecurityGroups.find($0, "web", ProjectID("far")) } == nil)
            _ = try await cloud.create("security_group", ["name": "web"])
            await #expect(throws: Fault.self) {
                try await cloud.store.read { _ = try SecurityGroups.find($0, "web", L3Cloud.demo) }
            }
        }
    }
}
