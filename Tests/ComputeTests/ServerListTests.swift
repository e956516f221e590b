import Core
import HTTPTypes
import Store
import Testing

@testable import Compute

/// Lists of servers: filters, order, pages, and bodies by microversion.
struct ServerListTests {
    @Test(
        arguments: [
            ("", ["a-1", "b-2", "c-3"]), ("name=b", ["b-2"]), ("name=^b", ["b-2"]), ("name=^b$", []),
            ("name=[ab]-[12]", ["a-1", "b-2"]),
            ("status=BUILD", ["a-1", "b-2", "c-3"]), ("status=active", []),
            ("status=ACTIVE&status=BUILD", ["a-1", "b-2", "c-3"]),
            ("ip=^10.0.0.77$", ["b-2"]), ("ip6=::", []), ("tags=x", ["a-1", "b-2"]), ("tags=x,y", ["b-2"]),
            ("not-tags=x", ["c-3"]),
            ("tags-any=y,z", ["b-2"]), ("not-tags-any=x", ["c-3"]), ("flavor=tiny", ["a-1", "b-2", "c-3"]), ("flavor=none", []),
            ("image=x", []), ("locked=true", ["c-3"]), ("locked=false", ["a-1", "b-2"]),
            ("changes-since=2001-01-01", ["a-1", "b-2", "c-3"]),
            ("changes-since=2999-01-01T00:00:00Z", []), ("limit=2&sort_key=display_name&sort_dir=desc", ["b-2", "c-3"]),
            ("task_state=scheduling", ["a-1", "b-2", "c-3"]),
            ("task_state=deleting", []), ("limit=0", []), ("created_at=2001-01-01T00:00:00Z", []),
            ("progress=0", ["a-1", "b-2", "c-3"]),
            ("terminated_at=2001-01-01", []), ("uuid=x", ["a-1", "b-2", "c-3"]), ("deleted=true", ["a-1", "b-2", "c-3"]),
        ] as [(String, [String])])
    func filters(_ query: String, _ names: [String]) async throws {
        try await ServerCloud.run(drives: false) { cloud in
            try await Self.furnish(cloud)
            let answer = try await cloud.get("/servers?" + query)
            #expect(answer.status == .ok, "\(answer.message)")
            #expect(Self.names(answer).sorted() == names)
        }
    }

    @Test(arguments: [
        ("status=nonsense", 400, "Invalid status value"), ("status=DELETED", 403, "Only administrators"),
        ("changes-since=yesterday", 400, "changes-since"), ("limit=-1", 400, "limit"),
        ("marker=none", 400, "marker [none] not found"),
        ("all_tenants=1", 403, "get_all_tenants"), ("metadata=x", 400, "Invalid filter field: metadata."),
        ("colour=red", 400, "unexpected"), ("sort_key=memory_mb", 400, "sort key"), ("name=(", 400, "regular expression"),
    ])
    func refusals(_ query: String, _ status: Int, _ words: String) async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let answer = try await cloud.get("/servers?" + query)
            #expect(answer.status.code == status)
            #expect(answer.message.contains(words), "\(answer.message)")
        }
    }

    @Test func pagesFollowEachOther() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            try await Self.furnish(cloud)
            for order in [
                "", "&sort_key=display_name&sort_dir=asc", "&sort_key=key_name&sort_key=created_at", "&sort_key=locked_by",
            ] {
                var seen: [String] = []
                var marker = ""
                for _ in 0..<4 {
                    let page = try await cloud.get("/servers?limit=1\(order)\(marker)")
                    guard let id = page.json["servers"]?[0]?["id"]?.string else { break }
                    seen += Self.names(page)
                    marker = "&marker=\(id)"
                }
                let whole = Self.names(try await cloud.get("/servers?x".replacing("x", with: order.dropFirst())))
                #expect(seen == whole, "\(order)")
                #expect(seen.count == 3)
            }
        }
    }

    @Test func administratorsSeeAllProjects() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            try await Self.furnish(cloud)
            #expect(Self.names(try await cloud.get("/servers", as: "admin")) == [])
            #expect(Self.names(try await cloud.get("/servers?all_tenants=True", as: "admin")).count == 3)
            #expect(Self.names(try await cloud.get("/servers?all_tenants=True&project_id=far", as: "admin")).isEmpty)
            #expect(Self.names(try await cloud.get("/servers", as: "stranger")).isEmpty)
            #expect(Self.names(try await cloud.get("/servers", as: "reader")).count == 3)
        }
    }

    /// The members of a server by microversion, as the API reference has them; administrators see more.
    @Test(arguments: [
        ("2.1", 27, 30), ("2.3", 27, 37), ("2.9", 28, 38), ("2.16", 28, 39), ("2.19", 29, 40), ("2.26", 30, 41), ("2.63", 31, 42),
        ("2.73", 32, 43), ("2.90", 33, 43), ("2.96", 34, 44),
    ])
    func aServerHasTheMembersOfItsMicroversion(_ version: String, _ count: Int, _ forAdmin: Int) async throws {
        try await ServerCloud.run(drives: false) { cloud in
            _ = try await cloud.create("web")
            let server = try await cloud.get("/servers/detail", version: version).json["servers"]?[0]?.object
            #expect(server?.count == count, "\(server?.keys.sorted() ?? [])")
            let admin = try await cloud.get("/servers/detail?all_tenants=1", version: version, as: "admin").json["servers"]?[0]?
                .object
            #expect(admin?.count == forAdmin, "\(admin?.keys.sorted() ?? [])")
        }
    }

    @Test func theWordsOfListsAreThoseOfServers() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let id = try await cloud.create("web")
            for phase in ServerPhase.allCases {
                for power in [nil, "running", "shut_off", "paused", "suspended"] as [String?] {
                    for (launched, fault, reboots) in [(0, nil, 0), (1, nil, 0), (1, nil, 1), (1, #"{"message":"x"}"#, 0)]
                        as [(Int, String?, Int)]
                    {
                        try await cloud.store.write { tx in
                            try tx.execute(
                                """
                                UPDATE compute_server_state SET phase = \(phase.rawValue), seen_power = \(power), fault = \(fault),
                                    launched_at = \(launched == 0 ? nil : 1 as Int?)
                                """)
                            try tx.execute("UPDATE compute_server SET soft_reboots = \(reboots)")
                        }
                        let server = try #require(try await cloud.store.read { try Servers.find($0, ServerID(id)) })
                        let row = try await cloud.store.read { s in
                            try s.first(
                                "SELECT \(ServerStatus.wordSQL) AS w, \(ServerStatus.vmStateSQL) AS v FROM \(ServerRow.tables)"
                            ).map { ($0 as Any, try $0.get("w") as String, try $0.get("v") as String) }.map { [$0.1, $0.2] }
                        }
                        let status = ServerStatus(server)
                        #expect(row == [status.word, status.vmState], "\(phase) \(power ?? "-") \(launched)")
                    }
                }
            }
        }
    }

    // MARK: -

    private static func furnish(_ cloud: ServerCloud) async throws {
        let network = try await cloud.demoNetwork()
        let second: JSON = ["tags": ["x", "y"], "networks": [["uuid": .string(network), "fixed_ip": "10.0.0.77"]]]
        // The one with a fixed address first, before a random one takes it.
        _ = try await cloud.create("b-2", second)
        _ = try await cloud.create("a-1", ["tags": ["x"]])
        let id = try await cloud.create("c-3")
        try await cloud.act(id, ["lock": nil])
    }

    private static func names(_ answer: ServerCloud.Answer) -> [String] {
        (answer.json["servers"]?.array ?? []).compactMap { $0["name"]?.string }
    }
}
