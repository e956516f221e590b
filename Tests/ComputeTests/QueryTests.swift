import Core
import HTTPTypes
import Testing

@testable import Compute

/// What lists make of their queries, and bodies of values that are nearly right.
struct QueryTests {
    @Test(
        arguments: [
            ("/flavors?sort_dir=up", "2.1", 400), ("/flavors?strange=1", "2.74", 200), ("/flavors?strange=1", "2.75", 400),
            ("/os-keypairs?strange=1", "2.74", 200), ("/os-keypairs?strange=1", "2.75", 400),
            ("/os-keypairs?sort_key=name", "2.35", 200), ("/os-keypairs?limit=x", "2.35", 400),
            ("/os-keypairs?limit=x", "2.34", 200),
            ("/limits?strange=1", "2.75", 400), ("/limits?tenant_id=office", "2.75", 200),
            ("/os-quota-sets/demo?strange=1", "2.75", 400), ("/os-quota-sets/demo?user_id=x", "2.75", 200),
            ("/os-quota-sets/demo/detail?strange=1", "2.75", 400), ("/os-server-groups?strange=1", "2.75", 400),
            ("/os-server-groups?offset=x", "2.1", 400), ("/os-server-groups?limit=-1", "2.1", 400),
            ("/os-services?strange=1", "2.75", 400), ("/os-services?host=x", "2.75", 200),
            ("/os-hypervisors?strange=1", "2.52", 200), ("/os-hypervisors?strange=1", "2.53", 400),
            ("/os-hypervisors?limit=1&limit=2", "2.53", 400), ("/os-hypervisors?limit=1&limit=2", "2.52", 200),
            ("/os-security-groups?limit=x", "2.1", 400), ("/os-security-groups?limit=0", "2.1", 200),
            ("/os-simple-tenant-usage?limit=x", "2.39", 200), ("/os-simple-tenant-usage?limit=x", "2.40", 400),
            ("/os-simple-tenant-usage?marker=none", "2.40", 400), ("/os-simple-tenant-usage?strange=1", "2.75", 400),
        ] as [(String, String, Int)])
    func strictness(_ path: String, _ version: String, _ status: Int) async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let answer = try await cloud.get(path, version: version, as: "admin")
            #expect(answer.status.code == status, "\(answer.message)")
        }
    }

    @Test func aGroupThatIsNotThereIsMissingForEverybody() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            for token in ["member", "reader", "admin"] {
                let answer = try await cloud.send(.delete, "/os-server-groups/\(ServerCloud.image)", as: token)
                #expect(answer.status == .notFound, "\(token)")
            }
        }
    }

    @Test func usageIsToldInPages() async throws {
        try await ServerCloud.run { cloud in
            let work = try await cloud.host("node1").works()
            defer { work.cancel() }
            for name in ["a", "b"] { try await cloud.until(try await cloud.create(name), "ACTIVE") }
            let first = try await cloud.get("/os-simple-tenant-usage/demo?limit=1", version: "2.40")
            let usages = first.json["tenant_usage"]?["server_usages"]?.array ?? []
            #expect(usages.count == 1)
            let marker = try #require(usages.first?["instance_id"]?.string)
            let link = try #require(first.json["tenant_usage_links"]?[0]?["href"]?.string)
            #expect(link.contains("marker=\(marker)"))
            let second = try await cloud.get("/os-simple-tenant-usage/demo?limit=1&marker=\(marker)", version: "2.40").json
            let next = second["tenant_usage"]?["server_usages"]?[0]?["instance_id"]?.string
            #expect(next != nil && next != marker)
            let all = try await cloud.get("/os-simple-tenant-usage?detailed=1&limit=1", version: "2.40", as: "admin").json
            #expect(all["tenant_usages_links"] != nil)
            #expect(
                try await cloud.get("/os-simple-tenant-usage/demo?limit=1", version: "2.39").json["tenant_usage_links"] == nil)
        }
    }

    @Test(
        arguments: [
            (
                "/os-server-groups", ["server_group": ["name": "g", "policy": "anti-affinity", "rules": "x"]],
                "is not of type 'object'"
            ),
            ("/os-aggregates", ["aggregate": ["name": "a", "availability_zone": " x"]], "does not match"),
            ("/os-aggregates", ["aggregate": ["name": "a", "availability_zone": "a\tb"]], "does not match"),
            ("/flavors", ["flavor": ["name": "n", "ram": 64, "vcpus": 1, "disk": 1, "description": "a\nb"]], "does not match"),
            ("/servers", ServerCloud.wish("web", ["accessIPv4": ""]), "'' is not a 'ipv4'"),
            ("/servers", ServerCloud.wish("web", ["description": "a\tb"]), "does not match"),
        ] as [(String, JSON, String)])
    func bodiesThatAreNearlyRightAreRefused(_ path: String, _ body: JSON, _ words: String) async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let answer = try await cloud.post(path, body, as: "admin")
            #expect(answer.status == .badRequest)
            #expect(answer.message.contains(words), "\(answer.message)")
        }
    }

    @Test(
        arguments: [
            ["adminPass": .string(String(repeating: "p", count: 300))], ["security_groups": [[:]]], ["hostname": "h"],
        ] as [JSON])
    func whatUpstreamTakesIsTaken(_ more: JSON) async throws {
        try await ServerCloud.run(drives: false) { cloud in _ = try await cloud.create("web", more) }
    }
}
