import Core
import HTTPTypes
import Testing

/// What stands beside servers: groups, quotas, limits, hosts as the API shows them.
struct OperationTests {
    @Test func aServerGroupHasTheFormOfItsMicroversion() async throws {
        try await ServerCloud.run(drives: false) { cloud async throws in
            let made = try await cloud.post(
                "/os-server-groups",
                ["server_group": ["name": "g", "policy": "anti-affinity", "rules": ["max_server_per_host": 2]]])
            #expect(made.status == .ok)
            let id = try #require(made.json["server_group"]?["id"]?.string)
            let old = try await cloud.get("/os-server-groups/\(id)", version: "2.1").json["server_group"]
            #expect(old?["policies"] == ["anti-affinity"])
            #expect(old?["project_id"] == nil)
            #expect(try await cloud.get("/os-server-groups/\(id)", as: "stranger").status == .forbidden)
            #expect(try await cloud.send(.delete, "/os-server-groups/\(id)", as: "reader").status == .forbidden)
            #expect(try await cloud.send(.delete, "/os-server-groups/\(id)").status == .noContent)
            #expect(try await cloud.get("/os-server-groups/\(id)", as: "admin").status == .notFound)
        }
    }

    @Test func rulesAreForAntiAffinityOnly() async throws {
        try await ServerCloud.run(drives: false) { cloud async throws in
            let body: JSON = [
                "server_group": ["name": "g", "policy": "affinity", "rules": ["max_server_per_host": 2]]
            ]
            #expect(try await cloud.post("/os-server-groups", body).message == "Only anti-affinity policy supports rules.")
        }
    }

    @Test(arguments: [("2.1", 12, 14), ("2.35", 12, 14), ("2.36", 12, 10), ("2.50", 10, 10), ("2.57", 7, 7)])
    func quotasHaveTheMembersOfTheirMicroversion(_ version: String, _ ofClass: Int, _ ofProject: Int) async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let shown = try await cloud.get("/os-quota-class-sets/default", version: version, as: "admin")
            #expect(shown.json["quota_class_set"]?.object?.count == ofClass + 1)
            let project = try await cloud.get("/os-quota-sets/demo", version: version)
            #expect(project.json["quota_set"]?.object?.count == ofProject + 1)
            guard ofClass == 12 else { return }
            let change: JSON = ["quota_class_set": ["fixed_ips": 99]]
            let changed = try await cloud.send(.put, "/os-quota-class-sets/default", change, version: version, as: "admin")
            #expect(changed.json["quota_class_set"]?["fixed_ips"] == 99)
        }
    }

    @Test func aLimitBelowWhatIsUsedMustBeForced() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            _ = try await cloud.create("web")
            let refused = try await cloud.send(.put, "/os-quota-sets/demo", ["quota_set": ["ram": 255]], as: "admin")
            #expect(refused.status == .badRequest)
            #expect(refused.message.hasPrefix("Quota limit 255 for ram must be greater than or equal to already used"))
            let forced = try await cloud.send(
                .put, "/os-quota-sets/demo", ["quota_set": ["ram": 255, "force": true]], as: "admin")
            #expect(forced.json["quota_set"]?["ram"] == 255)
        }
    }

    @Test func quotasAreSetByAdministratorsAndHold() async throws {
        try await ServerCloud.run(drives: false) { cloud async throws in
            #expect(try await cloud.get("/os-quota-sets/demo").json["quota_set"]?["instances"] == 10)
            #expect(try await cloud.get("/os-quota-sets/demo", as: "stranger").status == .forbidden)
            let change: JSON = ["quota_set": ["instances": 0]]
            #expect(try await cloud.send(.put, "/os-quota-sets/demo", change).status == .forbidden)
            #expect(try await cloud.send(.put, "/os-quota-sets/demo", change, as: "admin").status == .ok)
            #expect(try await cloud.post("/servers", ServerCloud.wish("one")).status == .forbidden)
            #expect(try await cloud.get("/limits").json["limits"]?["absolute"]?["maxTotalInstances"] == 0)
            #expect(try await cloud.send(.delete, "/os-quota-sets/demo", as: "admin").status == .accepted)
            #expect(try await cloud.get("/os-quota-sets/demo/detail").json["quota_set"]?["cores"]?["limit"] == 20)
        }
    }

    @Test func hypervisorsAreForAdministratorsAndShrinkWithTime() async throws {
        try await ServerCloud.run { cloud async throws in
            let work = try await cloud.host("node1").works()
            defer { work.cancel() }
            let id = try await cloud.create("web")
            try await cloud.until(id, "ACTIVE")
            #expect(try await cloud.get("/os-hypervisors").status == .forbidden)
            let old = try await cloud.get("/os-hypervisors/detail", version: "2.1", as: "admin").json["hypervisors"]?[0]
            #expect(old?["cpu_info"]?.string != nil)
            #expect(old?["running_vms"]?.int != nil)
            let new = try await cloud.get("/os-hypervisors/detail?with_servers=true", as: "admin").json["hypervisors"]?.array
            #expect(new?.allSatisfy { $0["vcpus"] == nil && $0["uptime"] != nil } == true)
            #expect(new?.contains { $0["servers"]?[0]?["uuid"]?.string == id } == true)
            let usage = try await cloud.get("/os-simple-tenant-usage/demo").json["tenant_usage"]
            #expect(usage?["server_usages"]?[0]?["instance_id"]?.string == id)
        }
    }

    @Test func aggregatesMakeZones() async throws {
        try await ServerCloud.run { cloud async throws in
            let work = try await cloud.host("node1").works()
            defer { work.cancel() }
            let made = try await cloud.post(
                "/os-aggregates", ["aggregate": ["name": "a", "availability_zone": "z1"]], as: "admin")
            #expect(made.status == .ok)
            #expect(made.json["aggregate"]?["hosts"] == nil)
            let id = try #require(made.json["aggregate"]?["id"]?.int)
            let services = try await cloud.get("/os-services", as: "admin").json["services"]?.array ?? []
            let host = try #require(services.first?["host"]?.string)
            let action: JSON = ["add_host": ["host": .string(host)]]
            #expect(try await cloud.post("/os-aggregates/\(id)/action", action).status == .forbidden)
            #expect(try await cloud.post("/os-aggregates/\(id)/action", action, as: "admin").status == .ok)
            let zones = try await cloud.get("/os-availability-zone").json["availabilityZoneInfo"]?.array ?? []
            #expect(zones.contains { $0["zoneName"] == "z1" })
            #expect(try await cloud.send(.delete, "/os-aggregates/\(id)", as: "admin").status == .badRequest)
        }
    }
}
