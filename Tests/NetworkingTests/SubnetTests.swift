import Core
import HTTPTypes
import Testing

@testable import Networking

struct SubnetTests {
    @Test func aSubnetGetsGatewayPoolsAndService() async throws {
        try await CoreCloud.run { cloud in
            let (network, subnet) = try await cloud.network("net", "10.0.0.9/24")
            #expect(subnet["cidr"] == "10.0.0.0/24" && subnet["gateway_ip"] == "10.0.0.1")
            #expect(subnet["allocation_pools"] == [["start": "10.0.0.2", "end": "10.0.0.254"]])
            let service = try await cloud.get("/ports?device_owner=network:dhcp&network_id=\(network.id)").json["ports"]
            #expect(service?.array?.count == 1 && service?[0]?.firstAddress == "10.0.0.2" && service?[0]?["status"] == "ACTIVE")
            let changed = try await cloud.put(
                "/subnets/\(subnet.id)",
                ["subnet": ["enable_dhcp": false, "dns_nameservers": ["9.9.9.9"], "gateway_ip": nil]])
            #expect(changed.json["subnet"]?["gateway_ip"] == .null && changed.json["subnet"]?["dns_nameservers"] == ["9.9.9.9"])
            #expect(try await cloud.get("/ports").json["ports"] == [])
        }
    }

    @Test(
        arguments: [
            (["ip_version": 4, "cidr": "10.0.0.128/25"], 400, "InvalidInput"),
            (["ip_version": 6, "cidr": "10.1.0.0/24"], 400, "InvalidInput"), (["ip_version": 4], 400, "BadRequest"),
            (["cidr": "10.1.0.0/24"], 400, "HTTPBadRequest"), (["ip_version": 4, "cidr": "10.1.0.0"], 400, "HTTPBadRequest"),
            (["ip_version": 4, "cidr": "10.1.0.0/31"], 400, "InvalidInput"),
            (["ip_version": 4, "cidr": "10.1.0.0/24", "gateway_ip": "10.2.0.1"], 400, "InvalidInput"),
            (["ip_version": 4, "cidr": "10.1.0.0/24", "gateway_ip": "10.1.0.255"], 400, "InvalidInput"),
            (
                ["ip_version": 4, "cidr": "10.1.0.0/24", "allocation_pools": [["start": "10.1.0.1", "end": "10.1.0.9"]]], 409,
                "GatewayConflictWithAllocationPools"
            ),
            (
                ["ip_version": 4, "cidr": "10.1.0.0/24", "allocation_pools": [["start": "10.1.0.9", "end": "10.1.0.2"]]], 400,
                "InvalidAllocationPool"
            ),
            (
                ["ip_version": 4, "cidr": "10.1.0.0/24", "allocation_pools": [["start": "10.1.0.9", "end": "10.1.1.2"]]], 400,
                "OutOfBoundsAllocationPool"
            ),
            (
                [
                    "ip_version": 4, "cidr": "10.1.0.0/24",
                    "allocation_pools": [["start": "10.1.0.2", "end": "10.1.0.9"], ["start": "10.1.0.9", "end": "10.1.0.20"]],
                ], 409, "OverlappingAllocationPools"
            ),
            (["ip_version": 4, "cidr": "10.1.0.0/24", "dns_nameservers": ["x"]], 400, "HTTPBadRequest"),
            (["ip_version": 4, "cidr": "10.1.0.0/24", "ipv6_ra_mode": "slaac"], 400, "InvalidInput"),
            (["ip_version": 6, "cidr": "2001:db8::/96", "ipv6_address_mode": "slaac"], 400, "InvalidInput"),
            (
                ["ip_version": 6, "cidr": "2001:db8::/64", "ipv6_address_mode": "slaac", "ipv6_ra_mode": "dhcpv6-stateful"], 400,
                "InvalidInput"
            ),
        ] as [(JSON, Int, String)])
    func whatIsNotSoundIsRefused(_ attributes: JSON, _ status: Int, _ type: String) async throws {
        try await CoreCloud.run { cloud in
            let (network, _) = try await cloud.network()
            var members = attributes.object ?? [:]
            members["network_id"] = .string(network.id)
            try await cloud.refused("subnet", .object(members), status, type)
        }
    }

    @Test func overlapIsNamedAsUpstreamDoes() async throws {
        try await CoreCloud.run { cloud in
            let (network, _) = try await cloud.network()
            let answer = try await cloud.post(
                "subnet", ["network_id": .string(network.id), "ip_version": 4, "cidr": "10.0.0.0/25"])
            #expect(answer.message?.contains("overlaps with another subnet") == true)
            let other = try await cloud.create("network", [:])
            _ = try await cloud.create("subnet", ["network_id": .string(other.id), "ip_version": 4, "cidr": "10.0.0.0/25"])
        }
    }

    @Test func othersNetworksGetNoSubnets() async throws {
        try await CoreCloud.run { cloud in
            let shared = try await cloud.create("network", ["shared": true], as: "admin")
            let body: JSON = ["network_id": .string(shared.id), "ip_version": 4, "cidr": "10.0.0.0/24"]
            try await cloud.refused("subnet", body, 403, "PolicyNotAuthorized", as: "stranger")
            let own = try await cloud.create("network", [:])
            try await cloud.refused(
                "subnet", ["network_id": .string(own.id), "ip_version": 4, "cidr": "10.0.0.0/24"], 404, "NetworkNotFound",
                as: "stranger")
        }
    }

    @Test func subnetsAreCutFromPools() async throws {
        try await CoreCloud.run { cloud in
            let pool = try await cloud.create("subnetpool", ["name": "p", "prefixes": ["10.8.0.0/16"], "default_prefixlen": 26])
            #expect(pool["ip_version"] == 4 && pool["default_prefixlen"] == "26")
            let network = try await cloud.create("network", [:])
            let wish: JSON = ["network_id": .string(network.id), "ip_version": 4, "subnetpool_id": .string(pool.id)]
            #expect(try await cloud.create("subnet", wish)["cidr"] == "10.8.0.0/26")
            #expect(try await cloud.create("subnet", wish)["cidr"] == "10.8.0.64/26")
            var large = wish.object ?? [:]
            large["prefixlen"] = 24
            #expect(try await cloud.create("subnet", .object(large))["cidr"] == "10.8.1.0/24")
            large["prefixlen"] = 4
            try await cloud.refused("subnet", .object(large), 400, "MinPrefixSubnetPool")
            #expect(try await cloud.delete("/subnetpools/\(pool.id)").type == "SubnetPoolInUse")
            let added = try await cloud.put("/subnetpools/\(pool.id)/add_prefixes", ["prefixes": ["10.9.0.0/16"]])
            #expect(added.json["prefixes"] == ["10.8.0.0/15"])
        }
    }

    @Test func theDefaultPoolServesWhoSaysNothing() async throws {
        try await CoreCloud.run { cloud in
            let network = try await cloud.create("network", [:])
            let wish: JSON = ["network_id": .string(network.id), "ip_version": 4, "use_default_subnetpool": true]
            try await cloud.refused("subnet", wish, 400, "BadRequest")
            let attributes: JSON = ["prefixes": ["10.8.0.0/16"], "is_default": true, "shared": true, "min_prefixlen": 24]
            try await cloud.refused("subnetpool", attributes, 403, "PolicyNotAuthorized")
            let pool = try await cloud.create("subnetpool", attributes, as: "admin")
            #expect(try await cloud.create("subnet", wish)["subnetpool_id"] == .string(pool.id))
        }
    }
}
