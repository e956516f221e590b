import Core
import HTTPTypes
import Store
import Testing

@testable import Networking

/// `/v2.0/routers` as clients see it.
struct RouterTests {
    @Test func routerIsCreatedShownChangedAndDeleted() async throws {
        try await L3Cloud.run { cloud in
            let router = try await cloud.create("router", ["name": "r1", "admin_state_up": true])
            let expected: [String: JSON] = [
                "name": "r1", "project_id": "demo", "tenant_id": "demo", "admin_state_up": true, "status": "ACTIVE",
                "external_gateway_info": nil, "routes": [], "availability_zones": [], "availability_zone_hints": [],
                "description": "", "tags": [],
            ]
            for (name, value) in expected { #expect(router[name] == value, "\(name)") }
            #expect(router["ha"] == nil)
            let path = "/routers/\(router.id)"
            #expect(try await cloud.get(path, as: "admin").json["router"]?["ha"] == false)
            #expect(try await cloud.get(path, as: "stranger").type == "RouterNotFound")
            let changed = try await cloud.put(path, ["router": ["name": "r2", "description": "d"]]).json["router"]
            #expect(changed?["name"] == "r2")
            #expect(changed?["description"] == "d")
            #expect(try await cloud.get("/routers?name=r2&fields=name").json == ["routers": [["name": "r2"]]])
            #expect(try await cloud.send(.delete, path).status == .noContent)
            #expect(try await cloud.get(path).status == .notFound)
        }
    }

    @Test func interfaceIsAddedAndRemoved() async throws {
        try await L3Cloud.run { cloud in
            let (network, subnet) = try await cloud.network("10.0.0.0/24")
            let router = try await cloud.create("router", ["name": "r"])
            let body: JSON = ["subnet_id": .string(subnet.id.string)]
            let added = try await cloud.put("/routers/\(router.id)/add_router_interface", body)
            #expect(added.status == .ok)
            #expect(added.json.id == router.id)
            #expect(added.json["subnet_ids"] == [.string(subnet.id.string)])
            #expect(added.json["network_id"] == .string(network.id.string))
            let portID = PortID(added.json["port_id"]?.string ?? "")
            let port = try #require(try await cloud.store.read { try Ports.find($0, portID) })
            #expect(port.deviceOwner == DeviceOwner.routerInterface)
            #expect(port.deviceID == router.id)
            #expect(port.fixedIPs == [FixedIP(subnetID: subnet.id, address: "10.0.0.1")])
            #expect(port.securityGroupIDs == [])
            #expect(try await cloud.send(.delete, "/routers/\(router.id)").type == "RouterInUse")
            let removed = try await cloud.put("/routers/\(router.id)/remove_router_interface", body)
            #expect(removed.json["port_id"] == added.json["port_id"])
            #expect(try await cloud.store.read { try Ports.find($0, portID) } == nil)
            #expect(
                try await cloud.put("/routers/\(router.id)/remove_router_interface", body).type
                    == "RouterInterfaceNotFoundForSubnet")
            #expect(try await cloud.send(.delete, "/routers/\(router.id)").status == .noContent)
        }
    }

    @Test func portBecomesAnInterface() async throws {
        try await L3Cloud.run { cloud in
            let (network, subnet) = try await cloud.network("10.0.0.0/24")
            let router = try await cloud.create("router", ["name": "r"])
            let port = try await cloud.port(on: network, address: "10.0.0.99")
            let add = "/routers/\(router.id)/add_router_interface"
            let both: JSON = ["port_id": .string(port.id.string), "subnet_id": .string(subnet.id.string)]
            #expect(try await cloud.put(add, both).type == "BadRequest")
            #expect(try await cloud.put(add, [:]).type == "BadRequest")
            #expect(try await cloud.put(add, ["port_id": .string(port.id.string)]).json["subnet_id"]?.string == subnet.id.string)
            #expect(try await cloud.put(add, ["port_id": .string(port.id.string)]).type == "PortInUse")
            let foreign = try await cloud.port(on: network, project: "far")
            #expect(try await cloud.put(add, ["port_id": .string(foreign.id.string)]).type == "PortNotFound")
        }
    }

    @Test func overlappingSubnetsAreRefused() async throws {
        try await L3Cloud.run { cloud in
            let router = try await cloud.create("router", ["name": "r"])
            let add = "/routers/\(router.id)/add_router_interface"
            let (_, one) = try await cloud.network("10.0.0.0/16")
            let (_, two) = try await cloud.network("10.0.7.0/24")
            let (_, bare) = try await cloud.network("10.1.0.0/24", gateway: false)
            #expect(try await cloud.put(add, ["subnet_id": .string(one.id.string)]).status == .ok)
            let again = try await cloud.put(add, ["subnet_id": .string(one.id.string)])
            #expect(again.status == .badRequest)
            #expect(again.message == "Bad router request: Router already has a port on subnet \(one.id).")
            let overlap = try await cloud.put(add, ["subnet_id": .string(two.id.string)])
            #expect(overlap.status == .badRequest)
            #expect(
                overlap.message
                    == "Bad router request: Cidr 10.0.7.0/24 of subnet \(two.id) overlaps with cidr 10.0.0.0/16 of subnet \(one.id)."
            )
            #expect(
                try await cloud.put(add, ["subnet_id": .string(bare.id.string)]).message?.contains("must have a gateway IP")
                    == true)
            #expect(try await cloud.put(add, ["subnet_id": "6b0e9f0a-5c1f-4f4e-9c55-0d8cbd2c0d11"]).type == "SubnetNotFound")
        }
    }

    @Test func gatewayIsSetChangedAndCleared() async throws {
        try await L3Cloud.run { cloud in
            let (external, subnet) = try await cloud.network("172.30.0.0/24", external: true, project: "admin")
            let (inside, _) = try await cloud.network("10.0.0.0/24")
            try await cloud.refused(
                "router", ["external_gateway_info": ["network_id": .string(inside.id.string)]], 400, "BadRequest")
            try await cloud.refused(
                "router", ["external_gateway_info": ["network_id": "6b0e9f0a-5c1f-4f4e-9c55-0d8cbd2c0d11"]], 404,
                "NetworkNotFound")
            let info: [String: JSON] = ["network_id": .string(external.id.string)]
            let router = try await cloud.create("router", ["external_gateway_info": .object(info)])
            let gateway = router["external_gateway_info"]
            #expect(gateway?["network_id"]?.string == external.id.string)
            #expect(gateway?["enable_snat"] == true)
            #expect(gateway?["external_fixed_ips"]?[0]?["subnet_id"]?.string == subnet.id.string)
            #expect(router["status"] == "BUILD")
            let path = "/routers/\(router.id)"
            let noSNAT: JSON = ["router": ["external_gateway_info": .object(info.merging(["enable_snat": false]) { $1 })]]
            #expect(try await cloud.put(path, noSNAT).type == "PolicyNotAuthorized")
            let changed = try await cloud.put(path, noSNAT, as: "admin").json["router"]?["external_gateway_info"]
            #expect(changed?["enable_snat"] == false)
            #expect(changed?["external_fixed_ips"] == gateway?["external_fixed_ips"])
            let address: JSON = ["subnet_id": .string(subnet.id.string), "ip_address": "172.30.0.77"]
            let moved: JSON = [
                "router": ["external_gateway_info": .object(info.merging(["external_fixed_ips": [address]]) { $1 })]
            ]
            #expect(
                try await cloud.put(path, moved, as: "admin").json["router"]?["external_gateway_info"]?["external_fixed_ips"]
                    == [address])
            #expect(
                try await cloud.put(path, ["router": ["external_gateway_info": [:]]]).json["router"]?["external_gateway_info"]
                    == .null)
            #expect(try await cloud.store.read { try Ports.list($0, device: router.id) }.isEmpty)
        }
    }

    @Test func routesLeadThroughConnectedNetworks() async throws {
        try await L3Cloud.run { cloud in
            let (_, subnet) = try await cloud.network("10.0.0.0/24")
            let router = try await cloud.create("router", ["name": "r"])
            let path = "/routers/\(router.id)"
            _ = try await cloud.put("\(path)/add_router_interface", ["subnet_id": .string(subnet.id.string)])
            func body(_ destination: String, _ hop: String) -> JSON {
                ["router": ["routes": [["destination": .string(destination), "nexthop": .string(hop)]]]]
            }
            let one = body("10.9.0.0/16", "10.0.0.9")
            #expect(try await cloud.put(path, body("10.9.0.0/16", "10.1.0.9")).type == "InvalidRoutes")
            #expect(try await cloud.put(path, body("10.9.0.0/16", "10.0.0.1")).type == "InvalidRoutes")
            #expect(try await cloud.put(path, body("10.9.0.0", "10.0.0.9")).status == .badRequest)
            #expect(try await cloud.put(path, one).json["router"]?["routes"]?.array?.count == 1)
            let added = try await cloud.put("\(path)/add_extraroutes", body("10.8.0.0/16", "10.0.0.9"))
            #expect(added.json["router"]?["routes"]?.array?.count == 2)
            #expect(try await cloud.put("\(path)/add_extraroutes", one).json["router"]?["routes"]?.array?.count == 2)
            let inUse = try await cloud.put("\(path)/remove_router_interface", ["subnet_id": .string(subnet.id.string)])
            #expect(inUse.type == "RouterInterfaceInUseByRoute")
            let removed = try await cloud.put("\(path)/remove_extraroutes", one)
            #expect(removed.json["router"]?["routes"] == [["destination": "10.8.0.0/16", "nexthop": "10.0.0.9"]])
            #expect(try await cloud.put(path, ["router": ["routes": nil]]).json["router"]?["routes"] == [])
        }
    }

    @Test func quotaAndKindsAreRefused() async throws {
        try await L3Cloud.run { cloud in
            try await cloud.store.write { tx in
                try tx.execute("INSERT INTO network_quota (project_id, resource, quota_limit) VALUES ('demo', 'router', 1)")
            }
            try await cloud.refused("router", ["distributed": true], 400, "InvalidInput", as: "admin")
            try await cloud.refused("router", ["distributed": false], 403, "PolicyNotAuthorized")
            _ = try await cloud.create("router", ["distributed": false, "ha": false], as: "admin")
            try await cloud.refused("router", ["name": "more"], 409, "OverQuota")
        }
    }
}
