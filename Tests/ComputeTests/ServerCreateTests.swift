import Core
import HTTPTypes
import Store
import Testing

/// What a request for a server may hold, and what is refused.
struct ServerCreateTests {
    @Test func theAnswerSaysWhatIsToldOnlyOnce() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let answer = try await cloud.post("/servers", ServerCloud.wish("web"))
            #expect(answer.status == .accepted)
            let id = try #require(answer.server["id"]?.string)
            #expect(
                Set(answer.server.object?.keys.map { $0 } ?? []) == [
                    "id", "links", "OS-DCF:diskConfig", "security_groups", "adminPass",
                ])
            #expect(answer.server["security_groups"] == [["name": "default"]])
            #expect(answer.headers[.location] == "http://localhost/compute/v2.1/servers/\(id)")
            let server = try await cloud.show(id)
            #expect(server["status"] == "BUILD")
            #expect(server["OS-EXT-STS:task_state"] == "scheduling")
            #expect(server["addresses"] == [:])
            #expect(server["flavor"]?["original_name"] == "m1.tiny")
            #expect(server["OS-EXT-SRV-ATTR:hostname"] == "web")
        }
    }

    @Test func everythingThatIsAskedForIsKept() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let more: JSON = [
                "metadata": ["a": "b"], "description": "mine", "tags": ["x", "y"], "config_drive": true, "user_data": "aGVsbG8=",
                "accessIPv4": "192.0.2.7", "hostname": "host-1", "OS-DCF:diskConfig": "MANUAL",
            ]
            let server = try await cloud.show(try await cloud.create("web", more), as: "admin")
            #expect(server["metadata"] == ["a": "b"])
            #expect(server["description"] == "mine")
            #expect(server["tags"] == ["x", "y"])
            #expect(server["config_drive"] == "True")
            #expect(server["OS-EXT-SRV-ATTR:user_data"] == "aGVsbG8=")
            #expect(server["accessIPv4"] == "192.0.2.7")
            #expect(server["OS-EXT-SRV-ATTR:hostname"] == "host-1")
        }
    }

    @Test func severalAreMadeAtOnce() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let answer = try await cloud.post(
                "/servers", ServerCloud.wish("web", ["min_count": 2, "max_count": 3, "return_reservation_id": true]))
            #expect(answer.json["reservation_id"]?.string?.hasPrefix("r-") == true)
            let names = try await cloud.get("/servers?sort_key=display_name&sort_dir=asc").json["servers"]?.array ?? []
            #expect(names.compactMap { $0["name"]?.string } == ["web-1", "web-2", "web-3"])
        }
    }

    @Test(
        arguments: [
            (["name": ""], 400, "'' is too short"),
            (["flavorRef": "none"], 400, "Invalid flavorRef provided."),
            (["imageRef": "22222222-2222-4222-8222-222222222222"], 400, "Can not find requested image"),
            (["imageRef": "guest"], 400, "is not a 'uuid'"),
            (["imageRef": ""], 400, "Invalid imageRef provided."),
            (["key_name": "none"], 400, "Invalid key_name provided."),
            (["networks": "all"], 400, "'all' is not one of ['none', 'auto']"),
            (["networks": [["uuid": "22222222-2222-4222-8222-222222222222"]]], 400, "could not be found."),
            (
                ["networks": [["port": "22222222-2222-4222-8222-222222222222"]]], 400,
                "Port id 22222222-2222-4222-8222-222222222222"
            ),
            (["networks": [["uuid": "x"]]], 400, "'x' is not a 'uuid'"),
            (["availability_zone": "moon"], 400, "The requested availability zone is not available"),
            (["availability_zone": "nova:node1"], 403, "os_compute_api:servers:create:forced_host"),
            (["host": "node1"], 403, "compute:servers:create:requested_destination"),
            (["user_data": "not base64!"], 400, "is not a 'base64'"),
            (["min_count": 3, "max_count": 2], 400, "min_count must be <= max_count"),
            (["metadata": ["a/b": "c"]], 400, "does not match any of the regexes"),
            (["metadata": ["a": 1]], 400, "1 is not of type 'string'"),
            (["security_groups": [["name": "none"]]], 400, "Security group none not found for project demo."),
            (["trusted_image_certificates": ["x"]], 400, "does not verify certificates"),
            (["personality": []], 400, "('personality' was unexpected)"),
            (["block_device_mapping_v2": [["source_type": "volume", "uuid": "x", "boot_index": 0]]], 400, "has no volumes yet"),
            (["flavorRef": "big"], 403, "Quota exceeded for ram: Requested 65536, but already used 0 of 51200 ram"),
            (["max_count": 20, "min_count": 20], 403, "Quota exceeded for instances: Requested 20"),
            (["max_count": 2_000_000_000, "min_count": 2_000_000_000], 403, "Quota exceeded for instances"),
            (["hostname": "a_b"], 400, "does not match"),
            (["tags": ["a,b"]], 400, "does not match"),
        ] as [(JSON, Int, String)])
    func whatIsWrongIsRefused(_ more: JSON, _ status: Int, _ words: String) async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let answer = try await cloud.post("/servers", ServerCloud.wish("web", more))
            #expect(answer.status.code == status, "\(answer.message)")
            #expect(answer.message.contains(words), "\(answer.message)")
            #expect(try await cloud.get("/servers").json["servers"] == [])
            #expect(try await cloud.leftovers() == [:])
        }
    }

    @Test(
        arguments: [
            ("2.18", ["description": "x"]), ("2.51", ["tags": []]), ("2.62", ["trusted_image_certificates": nil]),
            ("2.73", ["host": "x"]), ("2.89", ["hostname": "x"]),
        ] as [(String, JSON)])
    func membersAreUnknownBeforeTheirMicroversion(_ version: String, _ more: JSON) async throws {
        try await ServerCloud.run(drives: false) { cloud in
            var wish = ServerCloud.wish("web", more)
            if version == "2.18", case .object(var server)? = wish["server"] {
                server["networks"] = nil
                wish = ["server": .object(server)]
            }
            let answer = try await cloud.post("/servers", wish, version: version)
            #expect(answer.status == .badRequest)
            #expect(answer.message.contains("was unexpected"), "\(answer.message)")
        }
    }

    @Test(arguments: [("2.18", "web"), ("2.19", nil)] as [(String, String?)])
    func theDescriptionWasTheNameOnce(_ version: String, _ description: String?) async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let wish: JSON = ["server": ["name": "web", "imageRef": .string(ServerCloud.image), "flavorRef": "tiny"]]
            let id = try #require(try await cloud.post("/servers", wish, version: version).server["id"]?.string)
            #expect(try await cloud.show(id)["description"]?.string == description)
        }
    }

    @Test(arguments: [
        (6, 8, 8, "Personality file limit exceeded"), (1, 256, 8, "Personality file path exceeds maximum 255"),
        (1, 8, 10_241, "Personality file content exceeds maximum 10240"), (5, 8, 10_240, ""),
    ])
    func filesHaveTheirLimits(_ count: Int, _ path: Int, _ content: Int, _ words: String) async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let text = Base64.encode([UInt8](repeating: 0x41, count: content), .standard, padded: true)
            let file: JSON = ["path": .string(String(repeating: "p", count: path)), "contents": .string(text)]
            let wish: JSON = [
                "server": [
                    "name": "web", "imageRef": .string(ServerCloud.image), "flavorRef": "tiny",
                    "personality": .array([JSON](repeating: file, count: count)),
                ]
            ]
            let answer = try await cloud.post("/servers", wish, version: "2.36")
            let status = words.isEmpty ? 202 : 403
            #expect(answer.status.code == status, "\(answer.message)")
            #expect(words.isEmpty || answer.message.contains(words), "\(answer.message)")
        }
    }

    @Test func theImagesOwnLocalDiskMayBeNamed() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let device: JSON = [
                "boot_index": 0, "uuid": .string(ServerCloud.image), "source_type": "image", "destination_type": "local",
                "delete_on_termination": true,
            ]
            _ = try await cloud.create("web", ["block_device_mapping_v2": [device]])
            let volume: JSON = [
                "boot_index": "0", "uuid": .string(ServerCloud.image), "source_type": "image", "destination_type": "volume",
            ]
            let answer = try await cloud.post("/servers", ServerCloud.wish("web", ["block_device_mapping_v2": [volume]]))
            #expect(answer.message.contains("has no volumes yet"))
        }
    }

    @Test func addressesAreGivenInTheSameTransaction() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let network = try await cloud.demoNetwork()
            let wish: JSON = ["networks": [["uuid": .string(network), "fixed_ip": "10.0.0.77"]]]
            let id = try await cloud.create("web", wish)
            #expect(try await cloud.get("/servers/\(id)/ips").json["addresses"]?["demo"]?[0]?["addr"] == "10.0.0.77")
            let second = try await cloud.post("/servers", ServerCloud.wish("other", wish))
            #expect(second.status == .badRequest)
            #expect(second.message == "Fixed IP address 10.0.0.77 is already in use.")
        }
    }

    @Test func severalNetworksAreAmbiguous() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let now = SystemTime().now
            try await cloud.store.write { _ = try ServerCloud.network($0, "second", "10.1.0.0/24", now: now) }
            let answer = try await cloud.post("/servers", ServerCloud.wish("web"))
            #expect(answer.status == .conflict)
            #expect(answer.message == "Multiple possible networks found, use a Network ID to be more specific.")
            _ = try await cloud.create("web", ["networks": "none"])
        }
    }
}
