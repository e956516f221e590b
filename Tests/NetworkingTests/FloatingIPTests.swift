import AgentProtocol
import Core
import HTTPTypes
import Store
import Testing

@testable import Fleet
@testable import Networking

/// `/v2.0/floatingips` as clients see it.
struct FloatingIPTests {
    /// An external network, and a network behind a router with a gateway to it.
    struct Topology: Sendable {
        let external: Network
        let inside: Network
        let subnet: Subnet
        let router: JSON

        var externalID: JSON { .string(external.id.string) }
    }

    private func topology(_ cloud: L3Cloud) async throws -> Topology {
        let (external, _) = try await cloud.network("172.30.0.0/24", external: true, project: "admin")
        let (inside, subnet) = try await cloud.network("10.0.0.0/24")
        let router = try await cloud.create(
            "router", ["external_gateway_info": ["network_id": .string(external.id.string)]])
        _ = try await cloud.put("/routers/\(router.id)/add_router_interface", ["subnet_id": .string(subnet.id.string)])
        return Topology(external: external, inside: inside, subnet: subnet, router: router)
    }

    @Test func addressIsGivenShownAndTakenBack() async throws {
        try await L3Cloud.run { cloud in
            let net = try await topology(cloud)
            let made = try await cloud.create("floatingip", ["floating_network_id": net.externalID, "description": "mine"])
            let expected: [String: JSON] = [
                "floating_network_id": net.externalID, "project_id": "demo", "port_id": nil, "fixed_ip_address": nil,
                "router_id": nil, "status": "DOWN", "description": "mine", "port_details": nil, "dns_name": "",
                "dns_domain": "", "port_forwardings": [], "tags": [],
            ]
            for (name, value) in expected { #expect(made[name] == value, "\(name)") }
            let address = made["floating_ip_address"]?.string ?? ""
            #expect(address.hasPrefix("172.30.0."))
            let own = try await cloud.store.read { try Ports.list($0, device: made.id) }
            #expect(own.map(\.deviceOwner) == [DeviceOwner.floatingIP])
            #expect(own.first?.fixedIPs.first?.address == address)
            let path = "/floatingips/\(made.id)"
            #expect(try await cloud.get(path, as: "stranger").type == "FloatingIPNotFound")
            #expect(try await cloud.get("/floatingips?floating_ip_address=\(address)").json == ["floatingips": [made]])
            #expect(try await cloud.send(.delete, path).status == .noContent)
            #expect(try await cloud.get(path).status == .notFound)
            #expect(try await cloud.store.read { try Ports.list($0, device: made.id) }.isEmpty)
        }
    }

    @Test func itLeadsToAPortAndAway() async throws {
        try await L3Cloud.run { cloud in
            let net = try await topology(cloud)
            let port = try await cloud.port(on: net.inside, device: "server")
            let made = try await cloud.create(
                "floatingip", ["floating_network_id": net.externalID, "port_id": .string(port.id.string)])
            #expect(made["port_id"]?.string == port.id.string)
            #expect(made["fixed_ip_address"]?.string == port.fixedIPs.first?.address)
            #expect(made["router_id"]?.string == net.router.id)
            #expect(made["port_details"]?["device_id"] == "server")
            let path = "/floatingips/\(made.id)"
            let described = try await cloud.put(path, ["floatingip": ["description": "web"]]).json["floatingip"]
            #expect(described?["port_id"]?.string == port.id.string)
            let away = try await cloud.put(path, ["floatingip": ["port_id": nil]]).json["floatingip"]
            #expect(away?["port_id"] == .null)
            #expect(away?["router_id"] == .null)
            #expect(away?["fixed_ip_address"] == .null)
            let back = try await cloud.put(path, ["floatingip": ["port_id": .string(port.id.string)]]).json["floatingip"]
            #expect(back?["port_id"]?.string == port.id.string)
        }
    }

    @Test func anEmptyUpdateTakesItFromItsPort() async throws {
        try await L3Cloud.run { cloud in
            let net = try await topology(cloud)
            let port = try await cloud.port(on: net.inside)
            let made = try await cloud.create(
                "floatingip", ["floating_network_id": net.externalID, "port_id": .string(port.id.string)])
            let path = "/floatingips/\(made.id)"
            let described = try await cloud.put(path, ["floatingip": ["description": "d"]]).json["floatingip"]
            #expect(described?["port_id"]?.string == port.id.string)
            #expect(try await cloud.put(path, ["floatingip": [:]]).json["floatingip"]?["port_id"] == .null)
        }
    }

    @Test func itLeadsNowhereWhenItsPortGoes() async throws {
        try await L3Cloud.run { cloud in
            let net = try await topology(cloud)
            let port = try await cloud.port(on: net.inside)
            let made = try await cloud.create(
                "floatingip", ["floating_network_id": net.externalID, "port_id": .string(port.id.string)])
            let now = cloud.time.now
            try await cloud.store.write { try Ports.delete($0, port.id, now: now) }
            let left = try await cloud.get("/floatingips/\(made.id)").json["floatingip"]
            #expect(left?["port_id"] == .null)
            #expect(left?["router_id"] == .null)
        }
    }

    @Test func whatCannotBeReachedIsRefused() async throws {
        try await L3Cloud.run { cloud in
            let net = try await topology(cloud)
            let port = try await cloud.port(on: net.inside)
            let (alone, _) = try await cloud.network("10.1.0.0/24")
            let lonely = try await cloud.port(on: alone)
            let foreign = try await cloud.port(on: net.inside, project: "far")
            func refused(_ more: [String: JSON], _ status: Int, _ type: String, as token: String = "member") async throws {
                let plain: [String: JSON] = ["floating_network_id": net.externalID]
                try await cloud.refused("floatingip", .object(plain.merging(more) { $1 }), status, type, as: token)
            }
            try await refused(["floating_network_id": .string(net.inside.id.string)], 400, "BadRequest")
            try await refused(["floating_network_id": "6b0e9f0a-5c1f-4f4e-9c55-0d8cbd2c0d11"], 404, "NetworkNotFound")
            try await refused(["port_id": "6b0e9f0a-5c1f-4f4e-9c55-0d8cbd2c0d11"], 404, "PortNotFound")
            try await refused(["port_id": .string(lonely.id.string)], 404, "ExternalGatewayForFloatingIPNotFound")
            try await refused(["port_id": .string(foreign.id.string)], 400, "BadRequest")
            try await refused(["fixed_ip_address": "10.0.0.9"], 400, "BadRequest")
            try await refused(["port_id": .string(port.id.string), "fixed_ip_address": "10.0.0.254"], 400, "BadRequest")
            // The router has drawn one of the others.
            let drawn = net.router["external_gateway_info"]?["external_fixed_ips"]?.array?.first?["ip_address"]
            let free: JSON = drawn == "172.30.0.50" ? "172.30.0.51" : "172.30.0.50"
            try await refused(["floating_ip_address": free], 403, "PolicyNotAuthorized")
            try await refused(["floating_ip_address": "172.30.1.50"], 400, "InvalidInput", as: "admin")
            let chosen = try await cloud.create(
                "floatingip", ["floating_network_id": net.externalID, "floating_ip_address": free], as: "admin")
            #expect(chosen["floating_ip_address"] == free)
            try await refused(["floating_ip_address": free], 409, "IpAddressInUse", as: "admin")
            #expect(try await cloud.store.read { try $0.rows("SELECT id FROM network_floating_ip") }.count == 1)
        }
    }

    @Test func whatIsNeededStays() async throws {
        try await L3Cloud.run { cloud in
            let net = try await topology(cloud)
            let port = try await cloud.port(on: net.inside)
            let body: JSON = ["floating_network_id": net.externalID, "port_id": .string(port.id.string)]
            _ = try await cloud.create("floatingip", body)
            try await cloud.refused("floatingip", body, 409, "FloatingIPPortAlreadyAssociated")
            let router = "/routers/\(net.router.id)"
            #expect(
                try await cloud.put("\(router)/remove_router_interface", ["subnet_id": .string(net.subnet.id.string)]).type
                    == "RouterInterfaceInUseByFloatingIP")
            let cleared = try await cloud.put(router, ["router": ["external_gateway_info": nil]])
            #expect(cleared.status == .conflict)
            #expect(cleared.type == "RouterExternalGatewayInUseByFloatingIp")
        }
    }

    /// The addresses that lead nowhere go with the network that they are of.
    @Test func anExternalNetworkTakesItsUnusedAddressesAlong() async throws {
        try await L3Cloud.run { cloud in
            let net = try await topology(cloud)
            let made = try await cloud.create("floatingip", ["floating_network_id": net.externalID])
            let path = "/networks/\(net.external.id)"
            #expect(try await cloud.send(.delete, path, as: "admin").type == "NetworkInUse")
            _ = try await cloud.put("/routers/\(net.router.id)", ["router": ["external_gateway_info": nil]])
            #expect(try await cloud.send(.delete, path, as: "admin").status == .noContent)
            #expect(try await cloud.get("/floatingips/\(made.id)").status == .notFound)
        }
    }

    @Test func statusFollowsTheRoutersHost() async throws {
        try await L3Cloud.run { cloud in
            let net = try await topology(cloud)
            try await cloud.host("node1")
            try await cloud.placeRouters()
            let port = try await cloud.port(on: net.inside)
            let made = try await cloud.create("floatingip", ["floating_network_id": net.externalID])
            let path = "/floatingips/\(made.id)"
            func status() async throws -> String? { try await cloud.get(path).json["floatingip"]?["status"]?.string }
            try await cloud.observe("node1", net.router.id, .ready)
            #expect(try await status() == "DOWN")
            _ = try await cloud.put(path, ["floatingip": ["port_id": .string(port.id.string)]])
            #expect(try await status() == "DOWN")
            try await cloud.observe("node1", net.router.id, .ready)
            #expect(try await status() == "ACTIVE")
            let spec = try await cloud.items("host/node1")[net.router.id]?.router
            #expect(spec?.floatingAddresses.map(\.floating) == [made["floating_ip_address"]?.string ?? ""])
            #expect(spec?.floatingAddresses.map(\.fixed) == port.fixedIPs.map(\.address))
            _ = try await cloud.put(path, ["floatingip": ["port_id": nil]])
            #expect(try await status() == "DOWN")
            #expect(try await cloud.items("host/node1")[net.router.id]?.router.floatingAddresses.isEmpty == true)
        }
    }

    @Test func quotaIsKept() async throws {
        try await L3Cloud.run { cloud in
            let net = try await topology(cloud)
            try await cloud.store.write { tx in
                try tx.execute("INSERT INTO network_quota (project_id, resource, quota_limit) VALUES ('demo', 'floatingip', 0)")
            }
            try await cloud.refused("floatingip", ["floating_network_id": net.externalID], 409, "OverQuota")
            #expect(
                try await cloud.store.read {
                    try $0.rows("SELECT id FROM network_port WHERE device_owner = 'network:floatingip'")
                }.isEmpty)
        }
    }
}
