import AgentProtocol
import Core
import HTTPTypes
import Reconcile
import Store
import Testing

@testable import Fleet
@testable import Networking

/// Which host carries a router.
struct RouterReconcilerTests {
    private static let now = Timestamp(seconds: 1000)

    private static func host(
        _ name: String, routers: Int = 0, usable: Bool = true, up: Bool = true, since: Int64 = 0,
        wired: Set<String> = ["physnet1"]
    ) -> RouterHost {
        RouterHost(
            name: name, isUsable: usable && up, isUp: up, since: Timestamp(seconds: since), physicalNetworks: wired,
            routers: routers)
    }

    private static func world(
        on host: String?, reason: String = "", ports: Bool = true, _ hosts: RouterHost...
    ) -> RouterWorld {
        RouterWorld(
            place: RouterPlace(host: host, reason: reason, since: now), hasPorts: ports, physicalNetworks: ["physnet1"],
            hosts: hosts)
    }

    private static let nobody = "no host with the role network is up and wired to physnet1"

    static let cases: [(String, RouterWorld, String)] = [
        ("nothing is plugged in", RouterWorld(hasPorts: false), "settled"),
        ("nothing is plugged in any more", world(on: "a", ports: false, host("a")), "rest"),
        ("new", RouterWorld(physicalNetworks: ["physnet1"], hosts: [host("a")]), "place a"),
        ("the host with fewer routers", world(on: nil, host("a", routers: 2), host("b", routers: 1)), "place b"),
        ("the first of equals", world(on: nil, host("b"), host("a")), "place a"),
        ("only the wired one", world(on: nil, host("a", wired: []), host("b", routers: 9)), "place b"),
        ("not where it carries no networks", world(on: nil, host("a", usable: false), host("b", routers: 9)), "place b"),
        ("nobody", RouterWorld(physicalNetworks: ["physnet1"], hosts: [host("a", wired: [])]), "leave \(nobody)"),
        ("nobody, as is known", world(on: nil, reason: nobody, host("a", wired: [])), "settled"),
        ("it stays", world(on: "a", host("a", routers: 9), host("b")), "settled"),
        ("down for a moment", world(on: "a", host("a", up: false, since: 990), host("b")), "wait 1020"),
        ("down for long", world(on: "a", host("a", up: false, since: 900), host("b")), "place b"),
        ("down for long, nobody else", world(on: "a", host("a", up: false, since: 900)), "settled"),
        ("being removed", world(on: "a", host("a", usable: false), host("b")), "place b"),
        ("being removed, nobody else", world(on: "a", host("a", usable: false)), "settled"),
        ("gone", world(on: "a", host("b")), "place b"),
        ("gone, nobody else", world(on: "a"), "leave \(nobody)"),
        ("wired elsewhere", world(on: "a", host("a", wired: []), host("b")), "place b"),
        ("wired nowhere", world(on: "a", host("a", wired: [])), "leave \(nobody)"),
    ]

    @Test(arguments: cases) func decision(_ name: String, _ world: RouterWorld, _ expected: String) {
        let decision = RouterReconciler(time: VirtualTime(Self.now)).decide(world, now: Self.now)
        let text =
            switch decision {
            case .settled: "settled"
            case .wait(let until, _): "wait \(until.seconds)"
            case .commit(.place(let host, _)): "place \(host)"
            case .commit(.leave(let reason)): "leave \(reason)"
            case .commit(.rest): "rest"
            case .fault(let fault): "\(fault)"
            }
        #expect(text == expected, "\(name)")
    }

    @Test func routerIsCarriedMovedAndLetGo() async throws {
        try await L3Cloud.run { cloud in
            let (external, _) = try await cloud.network("172.30.0.0/24", external: true, project: "admin")
            let (inside, subnet) = try await cloud.network("10.0.0.0/24")
            let router = try await cloud.create(
                "router", ["external_gateway_info": ["network_id": .string(external.id.string)]])
            func status() async throws -> String? {
                try await cloud.get("/routers/\(router.id)").json["router"]?["status"]?.string
            }
            try await cloud.placeRouters()
            #expect(try await status() == "ERROR")
            try await cloud.host("node1")
            try await cloud.host("node2", endpoint: "192.0.2.2")
            try await cloud.placeRouters()
            #expect(try await status() == "BUILD")
            let added = try await cloud.put(
                "/routers/\(router.id)/add_router_interface", ["subnet_id": .string(subnet.id.string)])
            let items = try await cloud.items("host/node1")
            #expect(Set(items.keys) == [router.id, external.id.string, inside.id.string])
            let spec = try #require(items[router.id]?.router)
            #expect(spec.interfaces.map(\.networkID) == [inside.id.string])
            #expect(spec.gateway.networkID == external.id.string)
            let portID = added.json["port_id"]?.string ?? ""
            #expect(try await cloud.items("network/\(inside.id)")[portID]?.peer.host == "node1")
            try await cloud.observe("node1", router.id, .ready)
            #expect(try await status() == "ACTIVE")
            #expect(try await cloud.store.read { try Ports.get($0, PortID(portID)).status } == .active)

            try await cloud.phase(of: "node1", .down)
            try await cloud.placeRouters()
            #expect(try await cloud.items("host/node2").isEmpty)
            cloud.time.advance(by: .seconds(31))
            try await cloud.placeRouters()
            #expect(try await cloud.items("host/node1").isEmpty)
            #expect(try await cloud.items("host/node2")[router.id]?.router.interfaces.count == 1)
            #expect(try await cloud.items("network/\(inside.id)")[portID]?.peer.endpoint == "192.0.2.2")
            #expect(try await status() == "BUILD")

            _ = try await cloud.put(
                "/routers/\(router.id)/remove_router_interface", ["subnet_id": .string(subnet.id.string)])
            #expect(Set(try await cloud.items("host/node2").keys) == [router.id, external.id.string])
            #expect(try await cloud.send(.delete, "/routers/\(router.id)").status.code == 204)
            #expect(try await cloud.items("host/node2").isEmpty)
            #expect(try await cloud.subscriptions("node2") == [])
            #expect(try await cloud.items("network/\(inside.id)").isEmpty)
        }
    }

    @Test func routersLeaveAHostWhoseAgentIsSwitchedOff() async throws {
        try await L3Cloud.run { cloud in
            let (_, subnet) = try await cloud.network("10.0.0.0/24")
            let router = try await cloud.create("router", ["name": "r"])
            for name in ["node1", "node2"] { try await cloud.host(name) }
            _ = try await cloud.put("/routers/\(router.id)/add_router_interface", ["subnet_id": .string(subnet.id.string)])
            try await cloud.placeRouters()
            let agents = try await cloud.get("/agents?host=node1", as: "admin").json["agents"]?.array ?? []
            func path(_ kind: JSON) -> String { "/agents/\(agents.first { $0["agent_type"] == kind }?.id ?? "")" }
            let routing = path("L3 agent")
            let off: JSON = ["agent": ["admin_state_up": false, "description": "in repair"]]
            #expect(try await cloud.put(routing, off).type == "PolicyNotAuthorized")
            let changed = try await cloud.put(routing, off, as: "admin").json["agent"]
            #expect(changed?["admin_state_up"] == false && changed?["description"] == "in repair")
            #expect(try await cloud.put(path("DHCP agent"), off, as: "admin").type == "AgentInUse")
            #expect(try await cloud.send(.delete, routing, as: "admin").type == "AgentInUse")
            try await cloud.placeRouters()
            let place = try await cloud.get("/routers/\(router.id)/l3-agents", as: "admin").json["agents"]
            #expect(place?[0]?["host"] == "node2")
        }
    }

    @Test func administratorsSeeWhichHostCarriesARouter() async throws {
        try await L3Cloud.run { cloud in
            let (_, subnet) = try await cloud.network("10.0.0.0/24")
            let router = try await cloud.create("router", ["name": "r"])
            let path = "/routers/\(router.id)/l3-agents"
            #expect(try await cloud.get(path, as: "admin").json == ["agents": []])
            #expect(try await cloud.get(path).type == "PolicyNotAuthorized")
            try await cloud.host("node1")
            _ = try await cloud.put("/routers/\(router.id)/add_router_interface", ["subnet_id": .string(subnet.id.string)])
            try await cloud.placeRouters()
            let agents = try await cloud.get(path, as: "admin").json["agents"]?.array ?? []
            #expect(agents.map { $0["host"]?.string } == ["node1"])
            #expect(agents.first?["agent_type"] == "L3 agent")
            let routers = try await cloud.get("/agents/\(agents.first?.id ?? "")/l3-routers", as: "admin").json["routers"]
            #expect(routers?.array?.map(\.id) == [router.id])
            #expect(try await cloud.get("/agents/none/l3-routers", as: "admin").type == "AgentNotFound")
        }
    }
}
