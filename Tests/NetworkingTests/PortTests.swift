import Core
import HTTPTypes
import Store
import Testing

@testable import Networking

struct PortTests {
    @Test func aPortGetsAddressMACAndDefaultGroup() async throws {
        try await CoreCloud.run { cloud in
            let (network, subnet) = try await cloud.network()
            let port = try await cloud.create("port", ["network_id": .string(network.id), "name": "p", "dns_name": "Web"])
            #expect(port["fixed_ips"]?.array?.count == 1 && port["fixed_ips"]?[0]?["subnet_id"] == .string(subnet.id))
            #expect(port.firstAddress?.hasPrefix("10.0.0.") == true)
            #expect(port["mac_address"]?.string?.hasPrefix("fa:16:3e:") == true)
            #expect(port["security_groups"]?.array?.count == 1 && port["status"] == "DOWN")
            #expect(port["dns_assignment"]?[0]?["fqdn"] == "web.openstacklocal." && port["binding:host_id"] == nil)
            let seen = try await cloud.get("/ports/\(port.id)", as: "admin").json["port"]
            #expect(seen?["binding:host_id"] == "" && seen?["binding:vif_type"] == "unbound")
            #expect(try await cloud.get("/ports/\(port.id)", as: "stranger").type == "PortNotFound")
        }
    }

    @Test func addressesAreChosenByTheOwnerOfTheNetwork() async throws {
        try await CoreCloud.run { cloud in
            let (network, subnet) = try await cloud.network()
            func wish(_ address: String) -> JSON {
                [
                    "network_id": .string(network.id),
                    "fixed_ips": [["subnet_id": .string(subnet.id), "ip_address": .string(address)]],
                ]
            }
            #expect(try await cloud.create("port", wish("10.0.0.77")).firstAddress == "10.0.0.77")
            try await cloud.refused("port", wish("10.0.0.77"), 409, "IpAddressInUse")
            try await cloud.refused("port", wish("10.0.1.77"), 400, "InvalidIpForSubnet")
            try await cloud.refused("port", wish("10.0.0.255"), 400, "InvalidIpForSubnet")
            let unknown: JSON = ["network_id": .string(network.id), "fixed_ips": [["ip_address": "10.9.9.9"]]]
            try await cloud.refused("port", unknown, 400, "InvalidInput")
            let several: JSON = [
                "network_id": .string(network.id), "fixed_ips": [["ip_address": "10.0.0.5"], ["subnet_id": .string(subnet.id)]],
            ]
            #expect(try await cloud.create("port", several)["fixed_ips"]?.array?.count == 2)
            #expect(try await cloud.create("port", ["network_id": .string(network.id), "fixed_ips": []])["fixed_ips"] == [])
        }
    }

    @Test func aSmallSubnetIsUsedUpAndFreedAgain() async throws {
        try await CoreCloud.run { cloud in
            let (network, _) = try await cloud.network("small", "10.0.0.0/29")
            var ids: [String] = []
            // Six hosts, less the gateway and the service.
            for _ in 0..<4 { ids.append(try await cloud.create("port", ["network_id": .string(network.id)]).id) }
            try await cloud.refused("port", ["network_id": .string(network.id)], 409, "IpAddressGenerationFailure")
            #expect(try await cloud.delete("/ports/\(ids[2])").status == .noContent)
            _ = try await cloud.create("port", ["network_id": .string(network.id)])
            let addresses = try await cloud.get("/ports").json["ports"]?.array?.compactMap(\.firstAddress) ?? []
            #expect(Set(addresses).count == 5)
        }
    }

    @Test func guestsOfSLAACSubnetsHaveTheAddressThatTheyMake() async throws {
        try await CoreCloud.run { cloud in
            let (network, _) = try await cloud.network()
            let early = try await cloud.create("port", ["network_id": .string(network.id)])
            _ = try await cloud.create(
                "subnet",
                [
                    "network_id": .string(network.id), "ip_version": 6, "cidr": "2001:db8::/64", "ipv6_ra_mode": "slaac",
                    "ipv6_address_mode": "slaac",
                ])
            let late = try await cloud.create(
                "port", ["network_id": .string(network.id), "mac_address": "fa:16:3e:00:00:01"])
            #expect(late["fixed_ips"]?[1]?["ip_address"] == "2001:db8::f816:3eff:fe00:1")
            let seen = try await cloud.get("/ports/\(early.id)").json["port"]
            #expect(seen?["fixed_ips"]?.array?.count == 2)
        }
    }

    @Test func twoPortsHaveTwoMACs() async throws {
        try await CoreCloud.run { cloud in
            let (network, _) = try await cloud.network()
            let wish: JSON = ["network_id": .string(network.id), "mac_address": "fa:16:3e:00:00:01"]
            _ = try await cloud.create("port", wish)
            try await cloud.refused("port", wish, 409, "MacAddressInUse")
            try await cloud.refused("port", ["network_id": .string(network.id), "mac_address": "x"], 400, "HTTPBadRequest")
        }
    }

    @Test func aPortIsChanged() async throws {
        try await CoreCloud.run { cloud in
            let (network, subnet) = try await cloud.network()
            let port = try await cloud.create("port", ["network_id": .string(network.id)])
            let kept = try #require(port.firstAddress)
            let path = "/ports/\(port.id)"
            let more = try await cloud.put(
                path,
                [
                    "port": [
                        "fixed_ips": [
                            ["ip_address": .string(kept)], ["subnet_id": .string(subnet.id), "ip_address": "10.0.0.99"],
                        ]
                    ]
                ])
            #expect(more.json["port"]?["fixed_ips"]?.array?.compactMap { $0["ip_address"]?.string } == [kept, "10.0.0.99"])
            let option: JSON = ["opt_name": "tftp-server", "opt_value": "10.0.0.9"]
            let changed = try await cloud.put(
                path, ["port": ["extra_dhcp_opts": [option], "allowed_address_pairs": [["ip_address": "10.0.0.200"]]]])
            #expect(changed.json["port"]?["allowed_address_pairs"]?[0]?["mac_address"] == port["mac_address"])
            #expect(changed.json["port"]?["extra_dhcp_opts"]?[0]?["opt_value"] == "10.0.0.9")
            let unguarded = try await cloud.put(path, ["port": ["port_security_enabled": false]])
            #expect(unguarded.type == "AddressPairAndPortSecurityRequired")
            #expect(try await cloud.put(path, ["port": ["network_id": "x"]]).status == .badRequest)
            #expect(try await cloud.put(path, ["port": ["binding:host_id": "h"]]).status == .forbidden)
        }
    }

    @Test func portsAreFoundByWhatTheyHave() async throws {
        try await CoreCloud.run { cloud in
            let (network, subnet) = try await cloud.network()
            let fixed: JSON = [["ip_address": "10.0.0.50"]]
            let port = try await cloud.create("port", ["network_id": .string(network.id), "name": "x", "fixed_ips": fixed])
            _ = try await cloud.create("port", ["network_id": .string(network.id), "name": "y", "device_id": "server"])
            for query in [
                "fixed_ips=ip_address%3D10.0.0.50", "fixed_ips=ip_address=10.0.0.50&fixed_ips=subnet_id=\(subnet.id)",
                "mac_address=\(port["mac_address"]?.string ?? "")", "name=x&status=DOWN&device_id=",
            ] {
                #expect(try await cloud.get("/ports?\(query)").column("ports") == ["x"], "\(query)")
            }
            #expect(try await cloud.get("/ports?device_id=server").column("ports") == ["y"])
            #expect(try await cloud.get("/ports?fixed_ips=subnet_id=nowhere").column("ports").isEmpty)
        }
    }

    @Test func strangersOnASharedNetworkChooseLess() async throws {
        try await CoreCloud.run { cloud in
            let network = try await cloud.create("network", ["shared": true], as: "admin")
            let subnet = try await cloud.create(
                "subnet", ["network_id": .string(network.id), "ip_version": 4, "cidr": "10.0.0.0/24"], as: "admin")
            _ = try await cloud.create(
                "port", ["network_id": .string(network.id), "fixed_ips": [["subnet_id": .string(subnet.id)]]], as: "stranger")
            let forbidden: [JSON] = [
                ["fixed_ips": [["ip_address": "10.0.0.9"]]], ["mac_address": "fa:16:3e:00:00:01"],
                ["device_owner": "network:dhcp"], ["port_security_enabled": false],
                ["allowed_address_pairs": [["ip_address": "10.0.0.1"]]],
            ]
            for attributes in forbidden {
                var members = attributes.object ?? [:]
                members["network_id"] = .string(network.id)
                try await cloud.refused("port", .object(members), 403, "PolicyNotAuthorized", as: "stranger")
            }
            #expect(try await cloud.get("/ports", as: "stranger").json["ports"]?.array?.count == 1)
        }
    }

    @Test func aDeviceTakesAndLeavesAPort() async throws {
        try await CoreCloud.run { cloud in
            let (network, _) = try await cloud.network()
            let port = try await cloud.create("port", ["network_id": .string(network.id)])
            let (id, now) = (PortID(port.id), cloud.time.now)
            let attached = try await cloud.store.write {
                try Ports.attach($0, id, device: "s1", owner: "compute:nova", hostName: "web", now: now)
            }
            #expect(attached.deviceID == "s1" && attached.dnsName == "web")
            await #expect(throws: Fault.self) {
                try await cloud.store.write {
                    try Ports.attach($0, id, device: "s2", owner: "compute:nova", hostName: nil, now: now)
                }
            }
            let networks = try await cloud.store.read { try Ports.guestNetworks($0, device: "s1") }
            #expect(networks.first?.networkName == "net" && networks.first?.addresses.first?.gateway == "10.0.0.1")
            try await cloud.store.write { try Ports.detach($0, id, now: now) }
            #expect(try await cloud.get("/ports/\(port.id)").json["port"]?["device_id"] == "")
        }
    }
}
