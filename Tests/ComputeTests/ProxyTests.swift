import Core
import HTTPTypes
import Store
import Testing

@testable import Compute
@testable import Networking

/// What clients of the old days ask the compute service for.
struct ProxyTests {
    @Test func securityGroupsAndTheirRulesComeAndGo() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let wish: JSON = ["security_group": ["name": "web", "description": "mine"]]
            let made = try await cloud.post("/os-security-groups", wish, version: "2.35").json["security_group"]
            let id = try #require(made?["id"]?.string)
            #expect(made?["rules"] == [])
            let rule: JSON = [
                "security_group_rule": [
                    "parent_group_id": .string(id), "ip_protocol": "tcp", "from_port": "22", "to_port": 22, "cidr": "10.0.0.0/8",
                ]
            ]
            let answer = try await cloud.post("/os-security-group-rules", rule, version: "2.1")
            let shown = answer.json["security_group_rule"]
            #expect(shown?["ip_protocol"] == "tcp", "\(answer.message)")
            #expect(shown?["from_port"] == 22)
            #expect(shown?["ip_range"] == ["cidr": "10.0.0.0/8"])
            #expect(try await cloud.post("/os-security-group-rules", rule, version: "2.1").status == .badRequest)
            let ruleID = try #require(shown?["id"]?.string)
            #expect(
                try await cloud.send(.delete, "/os-security-group-rules/\(ruleID)", version: "2.1", as: "reader").status
                    == .forbidden)
            #expect(
                try await cloud.send(.delete, "/os-security-group-rules/\(ruleID)", version: "2.1", as: "stranger").status
                    == .notFound)
            #expect(try await cloud.send(.delete, "/os-security-group-rules/\(ruleID)", version: "2.1").status == .accepted)
            let other: JSON = ["security_group": ["name": "www", "description": ""]]
            let changed = try await cloud.send(.put, "/os-security-groups/\(id)", other, version: "2.1")
            #expect(changed.json["security_group"]?["name"] == "www")
            #expect(
                try await cloud.send(.delete, "/os-security-groups/\(id)", version: "2.1", as: "stranger").status == .notFound)
            #expect(try await cloud.send(.delete, "/os-security-groups/\(id)", version: "2.1").status == .accepted)
            #expect(try await cloud.post("/os-security-groups", wish, version: "2.36").status == .notFound)
        }
    }

    @Test(
        arguments: [
            (["ip_protocol": "tcp", "from_port": 22], 400, "Not enough parameters to build a valid rule."),
            (["ip_protocol": "gopher", "from_port": 1, "to_port": 2], 400, "Invalid IP protocol gopher."),
            (["ip_protocol": "tcp", "from_port": 3, "to_port": 2], 400, "Former value cannot be greater than the later"),
            (["ip_protocol": "udp", "from_port": 0, "to_port": 2], 400, "Valid UDP ports should be between 1-65535"),
            (["ip_protocol": "icmp", "from_port": 300, "to_port": 2], 400, "For ICMP, the type:code must be valid"),
            (["ip_protocol": "tcp", "from_port": "x", "to_port": 2], 400, "ports must be integers"),
            (["ip_protocol": "tcp", "from_port": 1, "to_port": 2, "cidr": "x/y"], 400, "Invalid cidr x/y."),
            (["ip_protocol": "tcp", "from_port": 1, "to_port": 2, "cidr": "10.0.0.0/0"], 400, "Bad prefix"),
            (["ip_protocol": "icmp", "from_port": -1, "to_port": -1], 200, ""),
            (["ip_protocol": "tcp", "from_port": 1, "to_port": 2, "cidr": "2001:db8::/32"], 200, ""),
            (["group_id": "11111111-1111-4111-8111-111111111111"], 404, "not found"),
        ] as [(JSON, Int, String)])
    func rulesAreReadStrictly(_ more: JSON, _ status: Int, _ words: String) async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let wish: JSON = ["security_group": ["name": "web", "description": "mine"]]
            let group = try await cloud.post("/os-security-groups", wish, version: "2.1").json["security_group"]
            var rule = more.object ?? [:]
            rule["parent_group_id"] = group?["id"]
            let answer = try await cloud.post("/os-security-group-rules", ["security_group_rule": .object(rule)], version: "2.1")
            #expect(answer.status.code == status, "\(answer.message)")
            #expect(answer.message.contains(words) || words.isEmpty, "\(answer.message)")
        }
    }

    @Test func floatingIPsAreTakenFromPoolsAndGivenToServers() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            #expect(try await cloud.post("/os-floating-ips", ["pool": "none"], version: "2.1").status == .notFound)
            try await Self.makeExternal(cloud)
            #expect(
                try await cloud.get("/os-floating-ip-pools", version: "2.1").json["floating_ip_pools"] == [["name": "public"]])
            let made = try await cloud.post("/os-floating-ips", ["pool": "public"], version: "2.1")
            let floatingIP = try #require(made.json["floating_ip"], "\(made.message)")
            #expect(floatingIP["pool"] == "public")
            #expect(floatingIP["instance_id"] == .null)
            let id = try #require(floatingIP["id"]?.string)
            let server = try await cloud.create("web")
            let address = floatingIP["ip"] ?? .null
            let path = "/servers/\(server)/action"
            let remove: JSON = ["removeFloatingIp": ["address": address]]
            #expect(try await cloud.post(path, remove, version: "2.43").status == .conflict)
            // No router leads there.
            #expect(try await cloud.post(path, ["addFloatingIp": ["address": address]], version: "2.43").status == .badRequest)
            #expect(try await cloud.get("/os-floating-ips/\(id)", version: "2.1", as: "stranger").status == .notFound)
            #expect(try await cloud.send(.delete, "/os-floating-ips/\(id)", version: "2.1").status == .accepted)
            #expect(try await cloud.get("/os-floating-ips", version: "2.1").json["floating_ips"] == [])
        }
    }

    private static func makeExternal(_ cloud: ServerCloud) async throws {
        let now = SystemTime().now
        try await cloud.store.write { tx in
            var wish = Network(projectID: ProjectID("office"))
            wish.name = "public"
            wish.isExternal = true
            let network = try Networks.create(tx, wish, isShared: false, now: now)
            let range = try #require(CIDR("203.0.113.0/24"))
            var subnet = Subnet(projectID: network.projectID, networkID: network.id, cidr: range)
            subnet.pools = [
                try #require(AddressRange(IPAddress(.v4, range.first.value + 10), IPAddress(.v4, range.first.value + 20)))
            ]
            _ = try Subnets.create(tx, subnet, now: now)
        }
    }

    @Test func imagesAreShownAndTheirOwnersChangeTheirMetadata() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let image = ServerCloud.image
            let shown = try await cloud.get("/images/\(image)", version: "2.35").json["image"]
            #expect(shown?["status"] == "ACTIVE")
            #expect(shown?["progress"] == 100)
            #expect(shown?["OS-EXT-IMG-SIZE:size"] == 1000)
            #expect(try await cloud.get("/images/detail?name=guest&limit=1", version: "2.1").json["images"]?.array?.count == 1)
            #expect(try await cloud.get("/images?status=SAVING", version: "2.1").json["images"] == [])
            #expect(try await cloud.get("/images", version: "2.36").status == .notFound)
            let body: JSON = ["metadata": ["a": "b"]]
            #expect(try await cloud.post("/images/\(image)/metadata", body, version: "2.1").status == .forbidden)
            #expect(try await cloud.post("/images/\(image)/metadata", body, version: "2.38", as: "admin").json == body)
            let wrong = try await cloud.send(
                .put, "/images/\(image)/metadata/c", ["meta": ["a": "d"]], version: "2.1", as: "admin")
            #expect(wrong.message == "Request body and URI mismatch")
            #expect(try await cloud.get("/images/\(image)/metadata/a", version: "2.1").json == ["meta": ["a": "b"]])
            let delete = "/images/\(image)/metadata/a"
            #expect(try await cloud.send(.delete, delete, version: "2.1", as: "admin").status == .noContent)
            #expect(try await cloud.send(.delete, delete, version: "2.1", as: "admin").status == .notFound)
            #expect(try await cloud.get("/images/none", version: "2.1").status == .notFound)
            #expect(try await cloud.send(.delete, "/images/\(image)", version: "2.1").status == .forbidden)
            #expect(try await cloud.send(.delete, "/images/\(image)", version: "2.1", as: "admin").status == .noContent)
            #expect(try await cloud.get("/images/\(image)", version: "2.1").status == .notFound)
        }
    }

    @Test func hostsAndNetworksAreListed() async throws {
        try await ServerCloud.run { cloud in
            let work = try await cloud.host("node1").works()
            defer { work.cancel() }
            let id = try await cloud.create("web")
            try await cloud.until(id, "ACTIVE")
            let hosts = try await cloud.get("/os-hosts?zone=nova", version: "2.42", as: "admin").json["hosts"]
            #expect(hosts == [["host_name": "node1", "service": "compute", "zone": "nova"]])
            let rows = try await cloud.get("/os-hosts/node1", version: "2.1", as: "admin").json["host"]?.array ?? []
            #expect(rows.compactMap { $0["resource"]?["project"]?.string } == ["(total)", "(used_now)", "(used_max)", "demo"])
            #expect(rows.last?["resource"]?["memory_mb"] == 256)
            let change: JSON = ["status": "disable"]
            let changed = try await cloud.send(.put, "/os-hosts/node1", change, version: "2.1", as: "admin")
            #expect(changed.json == ["host": "node1", "status": "disabled"])
            #expect(try await cloud.get("/os-hosts/none", version: "2.1", as: "admin").status == .notFound)
            let maintenance: JSON = ["maintenance_mode": "enable"]
            let none = try await cloud.send(.put, "/os-hosts/none", maintenance, version: "2.1", as: "admin")
            #expect(none.status == .notFound)
            #expect(try await cloud.get("/os-hosts", version: "2.43", as: "admin").status == .notFound)
            let networks = try await cloud.get("/os-tenant-networks", version: "2.1").json["networks"]?.array ?? []
            #expect(networks.compactMap { $0["label"]?.string } == ["demo"])
            #expect(networks.first?["cidr"] == "None")
            let network = try await cloud.demoNetwork()
            let members = try await cloud.get("/os-networks/\(network)", version: "2.1").json["network"]?.object
            #expect(members?.count == 11)
            let diagnostics = try await cloud.get("/servers/\(id)/diagnostics", version: "2.48", as: "admin").json
            #expect(diagnostics["state"] == "running")
            #expect(diagnostics["nic_details"]?[0]?.object?.count == 11)
            #expect(try await cloud.get("/servers/\(id)/diagnostics", version: "2.48").status == .forbidden)
        }
    }

    @Test func eventsFromOutsideAreAnsweredOneByOne() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let id = try await cloud.create("web")
            let events: JSON = [
                "events": [
                    ["name": "network-changed", "server_uuid": .string(id)],
                    ["name": "network-changed", "server_uuid": .string(ServerCloud.image)],
                ]
            ]
            #expect(try await cloud.post("/os-server-external-events", events).status == .forbidden)
            let answer = try await cloud.post("/os-server-external-events", events, as: "admin")
            #expect(answer.status.code == 207)
            #expect(answer.json["events"]?.array?.compactMap { $0["code"]?.int } == [422, 404])
            let wrong: JSON = ["events": [["name": "volume-extended", "server_uuid": .string(id)]]]
            #expect(try await cloud.post("/os-server-external-events", wrong, version: "2.50", as: "admin").status == .badRequest)
        }
    }

    @Test(arguments: [
        ("/extensions/os-consoles", "2.1", 200), ("/extensions/none", "2.1", 404), ("/extensions", "2.96", 200),
        ("/os-migrations", "2.1", 200), ("/os-instance_usage_audit_log", "2.1", 200),
        ("/os-instance_usage_audit_log/2026-01-02%2003:04:05", "2.1", 200), ("/os-instance_usage_audit_log/never", "2.1", 400),
        ("/os-cells", "2.1", 410), ("/os-fping/x", "2.35", 410),
    ])
    func whatIsKeptForTheSakeOfOldClientsAnswers(_ path: String, _ version: String, _ status: Int) async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let answer = try await cloud.get(path, version: version, as: "admin")
            #expect(answer.status.code == status)
        }
    }

    @Test(arguments: [("2026-01-15T00:00:00Z", "2025-12-01 00:00:00"), ("2026-12-01T00:00:00Z", "2026-11-01 00:00:00")])
    func theLastWholeMonthIsBeforeTheTime(_ time: String, _ begin: String) throws {
        #expect(AuditLogRoutes.lastMonth(before: try #require(Timestamp(iso8601: time))).begin == begin)
    }
}
