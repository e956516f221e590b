import Core
import HTTPTypes
import Store
import Testing

@testable import Compute

/// What may be done to a server when, by whom, and in which words it is refused.
struct ServerActionTests {
    @Test func aServerThatIsBuiltIsLeftInPeace() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let id = try await cloud.create("web")
            for action in ["os-start", "os-stop", "pause", "suspend", "resume"] {
                let answer = try await cloud.post("/servers/\(id)/action", [action: nil])
                #expect(answer.status == .conflict)
                let verb = action.replacing("os-", with: "")
                #expect(answer.message == "Cannot '\(verb)' instance \(id) while it is in vm_state building")
            }
            let answer = try await cloud.post("/servers/\(id)/action", ["os-getConsoleOutput": ["length": 5]])
            #expect(answer.message == "Instance \(id) is not ready")
        }
    }

    @Test(
        arguments: [
            (["nonsense": nil], 400, "There is no such action: nonsense"),
            (["reboot": ["type": "gentle"]], 400, "'gentle' is not one of"),
            (["reboot": [:]], 400, "'type' is a required property"),
            (["resize": ["flavorRef": "big"]], 501, "The action 'resize' is not supported by this cloud yet."),
            (["addFloatingIp": ["address": "192.0.2.1"]], 404, "floating IP not found"),
            (
                ["addFloatingIp": ["address": "192.0.2.1", "fixed_address": "192.0.2.2"]], 400,
                "Specified fixed address not assigned"
            ),
            (["removeFloatingIp": ["address": "192.0.2.1"]], 404, "floating IP not found"),
            (["confirmResize": nil], 409, "while it is in vm_state building"),
            (["restore": nil], 409, "Cannot 'restore' instance"),
            (["unshelve": nil], 409, "Cannot 'unshelve' instance"), (["unrescue": nil], 409, "Cannot 'unrescue' instance"),
            (["changePassword": ["adminPass": "x"]], 409, "Cannot 'changePassword' instance"),
            (["changePassword": [:]], 400, "'adminPass' is a required property"),
            (["resetNetwork": nil], 403, "os-admin-actions:reset_network"),
            (["injectNetworkInfo": nil], 403, "os-admin-actions:inject_network_info"),
            (["migrate": nil], 403, "os_compute_api:os-migrate-server:migrate"),
            (["os-resetState": ["state": "error"]], 403, "os_compute_api:os-admin-actions:reset_state"),
            (["addSecurityGroup": ["name": "none"]], 404, "Security group none not found for project demo."),
        ] as [(JSON, Int, String)])
    func whatIsWrongIsRefused(_ body: JSON, _ status: Int, _ words: String) async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let id = try await cloud.create("web")
            let answer = try await cloud.post("/servers/\(id)/action", body, version: "2.40")
            #expect(answer.status.code == status, "\(answer.message)")
            #expect(answer.message.contains(words), "\(answer.message)")
        }
    }

    @Test func administratorsMayAskForWhatHasNoEffect() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let id = try await cloud.create("web")
            #expect(try await cloud.post("/servers/\(id)/action", ["injectNetworkInfo": nil], as: "admin").status == .accepted)
            #expect(try await cloud.post("/servers/\(id)/action", ["resetNetwork": nil], as: "admin").status == .gone)
        }
    }

    @Test func onlyAGuestWithAnAgentChangesItsPassword() async throws {
        try await ServerCloud.run { cloud in
            let work = try await cloud.host("node1").works()
            defer { work.cancel() }
            let id = try await cloud.create("web")
            try await cloud.until(id, "ACTIVE")
            let body: JSON = ["changePassword": ["adminPass": "secret"]]
            let without = try await cloud.post("/servers/\(id)/action", body)
            #expect(without.status == .conflict)
            #expect(without.message == "QEMU guest agent is not enabled")
            try await cloud.store.write { tx in
                try tx.execute(
                    """
                    INSERT INTO image_property (image_id, name, value) VALUES (\(ServerCloud.image), 'hw_qemu_guest_agent', 'yes')
                    """)
            }
            #expect(try await cloud.post("/servers/\(id)/action", body).status == .notImplemented)
        }
    }

    @Test func whatWasDoneIsRememberedAfterTheEnd() async throws {
        try await ServerCloud.run { cloud in
            let id = try await cloud.create("web")
            try await cloud.act(id, ["lock": nil])
            try await cloud.act(id, ["unlock": nil])
            #expect(try await cloud.send(.delete, "/servers/\(id)").status == .noContent)
            try await cloud.untilGone(id)
            let path = "/servers/\(id)/os-instance-actions"
            let actions = try await cloud.get(path, version: "2.21").json["instanceActions"]?.array ?? []
            #expect(actions.compactMap { $0["action"]?.string } == ["delete", "unlock", "lock", "create"])
            let request = try #require(actions.last?["request_id"]?.string)
            #expect(try await cloud.get("\(path)/\(request)", version: "2.21").status == .ok)
            #expect(try await cloud.get(path, version: "2.20").status == .notFound)
            #expect(try await cloud.get(path, version: "2.96", as: "stranger").status == .notFound)
            #expect(try await cloud.get("/servers/none/os-instance-actions", as: "admin").status == .notFound)
        }
    }

    @Test func othersDoNotEvenSeeIt() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let id = try await cloud.create("web")
            for path in ["", "/ips", "/metadata", "/tags", "/os-interface", "/os-instance-actions", "/os-security-groups"] {
                let answer = try await cloud.get("/servers/\(id)\(path)", as: "stranger")
                #expect(answer.status == .notFound)
                #expect(answer.message == "Instance \(id) could not be found.")
                #expect(try await cloud.get("/servers/\(id)\(path)", as: "reader").status == .ok, "\(path)")
            }
            #expect(try await cloud.post("/servers/\(id)/action", ["lock": nil], as: "stranger").status == .notFound)
            #expect(try await cloud.post("/servers/\(id)/action", ["lock": nil], as: "reader").status == .forbidden)
            #expect(try await cloud.send(.delete, "/servers/\(id)", as: "reader").status == .forbidden)
        }
    }

    @Test func aLockHoldsAllButAdministrators() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let id = try await cloud.create("web")
            try await cloud.act(id, ["lock": ["locked_reason": "mine"]])
            let server = try await cloud.show(id)
            #expect(server["locked"] == true)
            #expect(server["locked_reason"] == "mine")
            let refused = try await cloud.send(.delete, "/servers/\(id)")
            #expect(refused.status == .conflict)
            #expect(refused.message == "Instance \(id) is locked")
            #expect(try await cloud.send(.put, "/servers/\(id)/metadata", ["metadata": [:]]).status == .conflict)
            try await cloud.act(id, ["unlock": nil])
            try await cloud.act(id, ["lock": nil], as: "admin")
            #expect(try await cloud.post("/servers/\(id)/action", ["unlock": nil]).status == .forbidden)
            #expect(try await cloud.send(.delete, "/servers/\(id)", as: "admin").status == .noContent)
        }
    }

    @Test func anUpdateAnswersWithTheServer() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let id = try await cloud.create("web")
            let body: JSON = ["server": ["name": "new", "description": "d", "accessIPv6": "2001:DB8::1", "hostname": "other"]]
            let server = try await cloud.send(.put, "/servers/\(id)", body).server
            #expect(server["name"] == "new")
            #expect(server["accessIPv6"] == "2001:db8::1")
            #expect(server["OS-EXT-SRV-ATTR:hostname"] == "other")
            #expect(server["server_groups"] == [])
            let old = try await cloud.send(.put, "/servers/\(id)", ["server": ["name": "old"]], version: "2.74").server
            #expect(old["config_drive"] == nil)
            #expect(old["name"] == "old")
            #expect(try await cloud.send(.put, "/servers/\(id)", ["server": ["flavor": "x"]]).status == .badRequest)
        }
    }

    @Test func metadataIsReadAndWritten() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let path = "/servers/\(try await cloud.create("web", ["metadata": ["a": "1"]]))/metadata"
            #expect(try await cloud.post(path, ["metadata": ["b": "2"]]).json == ["metadata": ["a": "1", "b": "2"]])
            #expect(try await cloud.get(path + "/b").json == ["meta": ["b": "2"]])
            #expect(try await cloud.send(.put, path + "/b", ["meta": ["b": "3"]]).json == ["meta": ["b": "3"]])
            #expect(try await cloud.send(.put, path + "/b", ["meta": ["c": "3"]]).message == "Request body and URI mismatch")
            #expect(try await cloud.send(.delete, path + "/b").status == .noContent)
            #expect(try await cloud.get(path + "/b").message == "Metadata item was not found")
            #expect(try await cloud.send(.put, path, ["metadata": ["z": "9"]]).json == ["metadata": ["z": "9"]])
            let many = JSON.object(Dictionary(uniqueKeysWithValues: (0..<129).map { ("k\($0)", JSON.string("v")) }))
            #expect(try await cloud.post(path, ["metadata": many]).message == "Maximum number of metadata items exceeds 128")
        }
    }

    @Test func tagsAreReadAndWritten() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let path = "/servers/\(try await cloud.create("web"))/tags"
            let added = try await cloud.send(.put, path + "/x")
            #expect(added.status == .created)
            #expect(added.headers[.location]?.hasSuffix(path + "/x") == true)
            #expect(try await cloud.send(.put, path + "/x").status == .noContent)
            #expect(try await cloud.get(path + "/x").status == .noContent)
            #expect(try await cloud.send(.put, path, ["tags": ["b", "a"]]).status == .ok)
            #expect(try await cloud.get(path).json == ["tags": ["a", "b"]])
            #expect(try await cloud.send(.delete, path + "/x").status == .notFound)
            #expect(try await cloud.send(.delete, path).status == .noContent)
            #expect(try await cloud.get(path, version: "2.25").status == .notFound)
        }
    }

    @Test func anAdministratorSetsTheState() async throws {
        try await ServerCloud.run { cloud in
            let host = try await cloud.host("node1")
            let work = host.works()
            defer { work.cancel() }
            let id = try await cloud.create("web")
            try await cloud.until(id, "ACTIVE")
            try await cloud.act(id, ["os-resetState": ["state": "error"]], as: "admin")
            #expect(try await cloud.show(id)["status"] == "ERROR")
            try await cloud.act(id, ["os-resetState": ["state": "active"]], as: "admin")
            try await cloud.until(id, "ACTIVE")
        }
    }

    @Test func securityGroupsOfItsPortsAreChangedTogether() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let id = try await cloud.create("web")
            #expect(try await cloud.show(id)["security_groups"] == [["name": "default"]])
            try await cloud.act(id, ["removeSecurityGroup": ["name": "default"]])
            #expect(try await cloud.show(id)["security_groups"] == nil)
            #expect(
                try await cloud.post("/servers/\(id)/action", ["removeSecurityGroup": ["name": "default"]]).status == .notFound)
            try await cloud.act(id, ["addSecurityGroup": ["name": "default"]])
            let groups = try await cloud.get("/servers/\(id)/os-security-groups").json["security_groups"]?.array ?? []
            #expect(groups.compactMap { $0["name"]?.string } == ["default"])
        }
    }

    /// Clients of the old days look a group up by its id, then among all.
    @Test func groupsAreFoundAsOldClientsLookThemUp() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            _ = try await cloud.create("web")
            let groups = try await cloud.get("/os-security-groups", version: "2.1").json["security_groups"]?.array ?? []
            #expect(groups.compactMap { $0["name"]?.string } == ["default"])
            let rules = groups.first?["rules"]?.array ?? []
            #expect(rules.count == 2)
            #expect(rules.allSatisfy { $0["group"]?["name"]?.string == "default" && $0["from_port"] == .null })
            let id = try #require(groups.first?["id"]?.string)
            let shown = try await cloud.get("/os-security-groups/\(id)", version: "2.35")
            #expect(shown.json["security_group"] == groups.first)
            #expect(try await cloud.get("/os-security-groups/default", version: "2.1").status == .notFound)
            #expect(try await cloud.get("/os-security-groups", version: "2.36").status == .notFound)
        }
    }
}
