import Core
import HTTPTypes
import Testing

@testable import Networking

struct CoreNetworkTests {
    @Test func aNetworkIsMadeChangedAndDeleted() async throws {
        try await CoreCloud.run { cloud in
            let made = try await cloud.create("network", ["name": "web", "description": "d", "dns_domain": "web.example."])
            #expect(made["status"] == "ACTIVE" && made["mtu"] == 1450 && made["shared"] == false)
            #expect(made["tenant_id"] == "demo" && made["project_id"] == "demo" && made["subnets"] == [])
            #expect(made["created_at"]?.string?.hasSuffix("Z") == true && made["revision_number"] == 1)
            #expect(made["provider:network_type"] == nil)
            let changed = try await cloud.put("/networks/\(made.id)", ["network": ["name": "new", "admin_state_up": "false"]])
            #expect(changed.json["network"]?["name"] == "new" && changed.json["network"]?["admin_state_up"] == false)
            #expect(changed.json["network"]?["revision_number"] == 2)
            #expect(try await cloud.delete("/networks/\(made.id)").status == .noContent)
            let gone = try await cloud.get("/networks/\(made.id)")
            #expect(gone.status == .notFound && gone.type == "NetworkNotFound")
        }
    }

    @Test func segmentsAreGivenOnce() async throws {
        try await CoreCloud.run { cloud in
            let first = try await cloud.create("network", [:], as: "admin")
            let second = try await cloud.create("network", [:], as: "admin")
            #expect(first["provider:network_type"] == "vxlan")
            #expect(first["provider:segmentation_id"] != second["provider:segmentation_id"])
            let taken = try #require(first["provider:segmentation_id"])
            try await cloud.refused(
                "network", ["provider:network_type": "vxlan", "provider:segmentation_id": taken], 409, "TunnelIdInUse",
                as: "admin")
            let flat: JSON = ["provider:network_type": "flat", "provider:physical_network": "ext"]
            #expect(try await cloud.create("network", flat, as: "admin")["mtu"] == 1500)
            try await cloud.refused("network", flat, 409, "FlatNetworkInUse", as: "admin")
        }
    }

    @Test(
        arguments: [
            (["mtu": 9000], 400, "InvalidInput"), (["mtu": -1], 400, "HTTPBadRequest"), (["name": 5], 400, "HTTPBadRequest"),
            (["admin_state_up": "maybe"], 400, "InvalidInput"), (["nonsense": 1], 400, "HTTPBadRequest"),
            (["status": "ACTIVE"], 400, "HTTPBadRequest"), (["dns_domain": "no dot"], 400, "HTTPBadRequest"),
            (["provider:network_type": "vlan"], 400, "InvalidInput"), (["provider:network_type": "flat"], 400, "InvalidInput"),
        ] as [(JSON, Int, String)])
    func nonsenseIsRefused(_ attributes: JSON, _ status: Int, _ type: String) async throws {
        try await CoreCloud.run { try await $0.refused("network", attributes, status, type, as: "admin") }
    }

    @Test(arguments: ["shared", "router:external", "is_default"])
    func someAttributesAreForAdministrators(_ name: String) async throws {
        try await CoreCloud.run { cloud in
            try await cloud.refused("network", .object([name: true]), 403, "PolicyNotAuthorized")
            _ = try await cloud.create("network", .object([name: false]))
            try await cloud.refused("network", ["name": "x"], 403, "PolicyNotAuthorized", as: "reader")
        }
    }

    @Test func whoSeesWhat() async throws {
        try await CoreCloud.run { cloud in
            let own = try await cloud.create("network", ["name": "own"])
            let shared = try await cloud.create("network", ["name": "shared", "shared": true], as: "admin")
            let external = try await cloud.create("network", ["name": "ext", "router:external": true], as: "admin")
            #expect(Set(try await cloud.get("/networks", as: "stranger").column("networks")) == ["shared", "ext"])
            #expect(Set(try await cloud.get("/networks", as: "reader").column("networks")) == ["own", "shared", "ext"])
            #expect(try await cloud.get("/networks/\(own.id)", as: "stranger").status == .notFound)
            #expect(try await cloud.put("/networks/\(own.id)", ["network": [:]], as: "stranger").status == .notFound)
            #expect(try await cloud.delete("/networks/\(shared.id)", as: "stranger").status == .forbidden)
            #expect(try await cloud.get("/networks/\(external.id)", as: "stranger").status == .ok)
            let policy: JSON = [
                "object_type": "network", "object_id": .string(own.id), "action": "access_as_shared", "target_tenant": "far",
            ]
            let answer = try await cloud.send(.post, "/rbac-policies", ["rbac_policy": policy])
            #expect(answer.status == .created, "\(answer.json.text)")
            #expect(try await cloud.get("/networks/\(own.id)", as: "stranger").json["network"]?["shared"] == true)
            let id = try #require(answer.json["rbac_policy"]?.id)
            #expect(try await cloud.delete("/rbac-policies/\(id)").status == .noContent)
            #expect(try await cloud.get("/networks/\(own.id)", as: "stranger").status == .notFound)
        }
    }

    /// A policy for everybody is what makes a network external, and it stays while somebody needs it.
    @Test func policiesMakeNetworksExternal() async throws {
        try await CoreCloud.run { cloud in
            let net = try await cloud.create("network", ["name": "net", "project_id": "ops"], as: "admin")
            func allow(_ target: JSON) async throws -> String {
                let policy: JSON = [
                    "object_type": "network", "object_id": .string(net.id), "action": "access_as_external",
                    "target_tenant": target,
                ]
                let answer = try await cloud.send(.post, "/rbac-policies", ["rbac_policy": policy], as: "admin")
                return try #require(answer.json["rbac_policy"]?.id)
            }
            func shown() async throws -> JSON { try await cloud.get("/networks/\(net.id)", as: "admin").json["network"] ?? nil }
            let all = try await allow("*")
            #expect(try await shown()["router:external"] == true)
            #expect(try await shown()["revision_number"] == 2)
            let gateway: JSON = ["external_gateway_info": ["network_id": .string(net.id)]]
            let router = try await cloud.create("router", gateway)
            #expect(router["external_gateway_info"]?["external_fixed_ips"] == [])
            #expect(try await cloud.delete("/rbac-policies/\(all)", as: "admin").type == "RbacPolicyInUse")
            let policy = "/rbac-policies/\(all)"
            func to(_ target: JSON) -> JSON { ["rbac_policy": ["target_tenant": target]] }
            #expect(try await cloud.put(policy, to("far"), as: "admin").type == "RbacPolicyInUse")
            #expect(try await cloud.put(policy, to("demo"), as: "admin").status == .ok)
            #expect(try await cloud.put(policy, to("*"), as: "admin").status == .ok)
            let one = try await allow("demo")
            #expect(try await cloud.delete("/rbac-policies/\(all)", as: "admin").status == .noContent)
            #expect(try await cloud.delete("/rbac-policies/\(one)", as: "admin").type == "RbacPolicyInUse")
            #expect(try await cloud.delete("/routers/\(router.id)").status == .noContent)
            #expect(try await cloud.delete("/rbac-policies/\(one)", as: "admin").status == .noContent)
            #expect(try await shown()["router:external"] == false)
            try await cloud.refused("router", gateway, 404, "NetworkNotFound")
        }
    }

    @Test func theDefaultExternalNetworkStaysForEverybody() async throws {
        try await CoreCloud.run { cloud in
            let net = try await cloud.create("network", ["router:external": true, "is_default": true], as: "admin")
            let policies = try await cloud.get("/rbac-policies?object_id=\(net.id)", as: "admin").json["rbac_policies"]
            let id = try #require(policies?[0]?.id)
            #expect(try await cloud.delete("/rbac-policies/\(id)", as: "admin").type == "RbacPolicyInUse")
        }
    }

    @Test func subnetsOfExternalNetworksAreSeen() async throws {
        try await CoreCloud.run { cloud in
            let net = try await cloud.create("network", ["router:external": true], as: "admin")
            let wish: JSON = ["network_id": .string(net.id), "cidr": "172.30.0.0/24", "ip_version": 4]
            #expect(try await cloud.create("subnet", wish, as: "admin")["router:external"] == true)
            let seen = try await cloud.get("/subnets?router:external=true", as: "stranger").json["subnets"]
            #expect(seen?[0]?["router:external"] == true && seen?[0]?["cidr"] == "172.30.0.0/24")
        }
    }

    @Test func whatIsSharedIsNotSharedOn() async throws {
        try await CoreCloud.run { cloud in
            let net = try await cloud.create("network", ["shared": true, "project_id": "ops"], as: "admin")
            let policy: JSON = [
                "object_type": "network", "object_id": .string(net.id), "action": "access_as_shared", "target_tenant": "demo",
            ]
            let answer = try await cloud.send(.post, "/rbac-policies", ["rbac_policy": policy])
            #expect(answer.status == .badRequest && answer.type == "InvalidInput", "\(answer.json.text)")
        }
    }

    @Test func subnetsNeedTheirLeastMTU() async throws {
        try await CoreCloud.run { cloud in
            let small = try await cloud.create("network", ["mtu": 67])
            func subnet(_ network: String, _ cidr: JSON, _ version: JSON) -> JSON {
                ["network_id": .string(network), "cidr": cidr, "ip_version": version]
            }
            try await cloud.refused("subnet", subnet(small.id, "10.0.0.0/24", 4), 409, "NetworkMTUSubnetConflict")
            let six = try await cloud.create("network", ["mtu": 1280])
            _ = try await cloud.create("subnet", subnet(six.id, "2001:db8::/64", 6))
            let shrunk = try await cloud.put("/networks/\(six.id)", ["network": ["mtu": 1279]])
            #expect(shrunk.type == "NetworkMTUSubnetConflict")
            #expect(try await cloud.get("/networks/\(six.id)").json["network"]?["revision_number"] == 2)
        }
    }

    @Test func severalAreMadeInOneRequestOrNone() async throws {
        try await CoreCloud.run { cloud in
            let good = try await cloud.send(.post, "/networks", ["networks": [["name": "a"], ["name": "b"]]])
            #expect(good.status == .created && good.column("networks") == ["a", "b"])
            let bad = try await cloud.send(.post, "/networks", ["networks": [["name": "c"], ["mtu": 9000]]])
            #expect(bad.status == .badRequest)
            #expect(Set(try await cloud.get("/networks").column("networks")) == ["a", "b"])
        }
    }

    @Test func listsAreFilteredSortedAndPaged() async throws {
        try await CoreCloud.run { cloud in
            for name in ["b", "a", "c", "a"] { _ = try await cloud.create("network", ["name": .string(name)]) }
            #expect(
                try await cloud.get("/networks?name=a&name=c&sort_key=name&sort_dir=desc").column("networks") == ["c", "a", "a"])
            let unknown = try await cloud.get("/networks?nonsense=1")
            #expect(unknown.status == .badRequest)
            let fields = try await cloud.get("/networks?fields=name&limit=1").json["networks"]?[0]?.object
            #expect(fields?.keys.sorted() == ["name"])
            var names: [String] = []
            var page = try await cloud.get("/networks?sort_key=name&sort_dir=asc&limit=2")
            while let item = page.json["networks"]?.array, !item.isEmpty {
                names += page.column("networks")
                let next = page.json["networks_links"]?.array?.first { $0["rel"] == "next" }
                guard let href = next?["href"]?.string else { break }
                page = try await cloud.get(href)
            }
            #expect(names == ["a", "a", "b", "c"])
            let last = try await cloud.get("/networks?sort_key=name&sort_dir=asc&limit=3&page_reverse=True")
            #expect(last.column("networks") == ["a", "b", "c"])
        }
    }

    @Test func aNetworkWithPortsStays() async throws {
        try await CoreCloud.run { cloud in
            let (network, subnet) = try await cloud.network()
            let port = try await cloud.create("port", ["network_id": .string(network.id)])
            let refused = try await cloud.delete("/networks/\(network.id)")
            #expect(refused.status == .conflict && refused.type == "NetworkInUse")
            #expect(try await cloud.delete("/subnets/\(subnet.id)").type == "SubnetInUse")
            #expect(try await cloud.delete("/ports/\(port.id)").status == .noContent)
            #expect(try await cloud.delete("/networks/\(network.id)").status == .noContent)
            #expect(try await cloud.get("/subnets").column("subnets", "id").isEmpty)
            #expect(try await cloud.get("/ports").column("ports", "id").isEmpty)
        }
    }

    @Test func tagsAreAddedFoundAndTaken() async throws {
        try await CoreCloud.run { cloud in
            let network = try await cloud.create("network", ["name": "tagged"])
            _ = try await cloud.create("network", ["name": "bare"])
            let path = "/networks/\(network.id)/tags"
            #expect(try await cloud.put(path, ["tags": ["red", "blue"]]).json["tags"] == ["red", "blue"])
            #expect(try await cloud.send(.put, path + "/green").status == .created)
            #expect(try await cloud.get(path + "/green").status == .noContent)
            #expect(try await cloud.get("/networks?tags=red,green").column("networks") == ["tagged"])
            #expect(try await cloud.get("/networks?not-tags=red").column("networks") == ["bare"])
            #expect(try await cloud.delete(path + "/green").status == .noContent)
            #expect(try await cloud.get(path + "/green").type == "TagNotFound")
            #expect(try await cloud.put(path, ["tags": ["a,b"]]).status == .badRequest)
            #expect(try await cloud.get(path, as: "stranger").status == .notFound)
        }
    }

    @Test func aChangeCanAskForTheRevisionThatWasRead() async throws {
        try await CoreCloud.run { cloud in
            let network = try await cloud.create("network", ["name": "a"])
            let body: JSON = ["network": ["name": "b"]]
            let path = "/networks/\(network.id)"
            #expect(try await cloud.send(.put, path, body, headers: ["If-Match": "revision_number=1"]).status == .ok)
            #expect(
                try await cloud.send(.put, path, body, headers: ["If-Match": "revision_number=1"]).status == .preconditionFailed)
        }
    }
}
