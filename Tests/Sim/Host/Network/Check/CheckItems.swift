import AgentProtocol
import AgentRuntime

/// Items as the controller would send them.
enum CheckItems {
    struct Guest: Sendable {
        var port: String
        var mac: String
        var address: String
        var tap: String { "tap" + port.prefix(11) }
    }

    static let network = "0a1b2c3d-0000-4000-8000-000000000001"
    static let outside = "0a1b2c3d-00ee-4000-8000-0000000000ee"
    static let group = "5ec00000-0000-4000-8000-000000000001"
    static let routerID = "70000000-0000-4000-8000-000000000001"
    private static let subnet = "5b000000-0000-4000-8000-000000000001"

    static func guest(_ number: Int) -> Guest {
        Guest(
            port: "\(number)1111111-1111-4000-8000-00000000000\(number)", mac: "fa:16:3e:00:00:1\(number)",
            address: "10.0.0.1\(number)")
    }

    private static func item(_ id: String, _ generation: UInt64, _ fill: (inout Item) -> Void) -> Item {
        var item = Item()
        item.id = id
        item.generation = generation
        fill(&item)
        return item
    }

    static func overlay(mtu: UInt32 = 1450, generation: UInt64 = 1) -> Item {
        item(network, generation) { item in
            item.network.kind = .vxlan
            item.network.segment = 100
            item.network.mtu = mtu
            item.network.serviceMac = "fa:16:3e:00:00:fe"
            item.network.dnsDomain = "openstacklocal"
            var subnet = Apus_Agent_V1_Subnet()
            subnet.id = Self.subnet
            subnet.cidr = "10.0.0.0/24"
            subnet.gateway = "10.0.0.1"
            subnet.dhcp = true
            subnet.serviceAddress = "10.0.0.2"
            subnet.dnsServers = ["192.0.2.53"]
            item.network.subnets = [subnet]
        }
    }

    static func provider() -> Item {
        item(outside, 1) { item in
            item.network.kind = .flat
            item.network.physicalNetwork = "public"
            item.network.mtu = 1500
        }
    }

    static func port(_ guest: Guest, address: String? = nil, generation: UInt64 = 1) -> Item {
        item(guest.port, generation + (address == nil ? 0 : 1)) { item in
            item.port.networkID = network
            item.port.mac = guest.mac
            item.port.addresses = [Self.address(address ?? guest.address)]
            item.port.tap = guest.tap
            item.port.portSecurity = true
            item.port.securityGroups = [group]
            item.port.adminUp = true
            item.port.hostName = "guest-\(guest.port.prefix(1))"
        }
    }

    private static func address(_ ip: String) -> Apus_Agent_V1_Address {
        var address = Apus_Agent_V1_Address()
        address.subnetID = subnet
        address.ip = ip
        address.prefixLength = 24
        return address
    }

    static func peer(_ number: Int, host: Int, generation: UInt64 = 1) -> Item {
        item(guest(number).port, generation) { item in
            item.peer.mac = guest(number).mac
            item.peer.addresses = [guest(number).address]
            item.peer.endpoint = "10.99.0.\(host)"
            item.peer.host = "h\(host - 10)"
        }
    }

    static func rules(ports: ClosedRange<Int32>, generation: UInt64 = 1) -> Item {
        item("rules", generation) { item in
            var out = Apus_Agent_V1_SecurityRule()
            out.id = "a"
            out.ipVersion = 4
            var inwards = Apus_Agent_V1_SecurityRule()
            inwards.id = "b"
            inwards.ingress = true
            inwards.ipVersion = 4
            inwards.protocol = "tcp"
            inwards.hasPorts_p = true
            inwards.portMin = ports.lowerBound
            inwards.portMax = ports.upperBound
            inwards.remoteGroup = group
            item.securityGroup.rules = [out, inwards]
        }
    }

    static func member(_ guest: Guest) -> Item {
        item(guest.port, 1) { $0.groupMember.addresses = [guest.address] }
    }

    static func router(floating: String?, isUp: Bool = true, generation: UInt64 = 1) -> Item {
        item(routerID, generation) { item in
            item.router.adminUp = isUp
            item.router.snat = true
            var inner = Apus_Agent_V1_RouterPort()
            inner.portID = "a0000001-0000-4000-8000-000000000001"
            inner.networkID = network
            inner.mac = "fa:16:3e:00:01:01"
            inner.mtu = 1450
            inner.addresses = [address("10.0.0.1")]
            item.router.interfaces = [inner]
            item.router.gateway.portID = "a0000002-0000-4000-8000-000000000002"
            item.router.gateway.networkID = outside
            item.router.gateway.mac = "fa:16:3e:00:01:02"
            item.router.gateway.mtu = 1500
            item.router.gateway.addresses = [address("172.30.0.5")]
            item.router.gatewayNextHops = ["172.30.0.1"]
            guard let floating else { return }
            var pair = Apus_Agent_V1_FloatingAddress()
            pair.id = "f1"
            pair.floating = floating
            pair.fixed = guest(1).address
            item.router.floatingAddresses = [pair]
        }
    }
}
