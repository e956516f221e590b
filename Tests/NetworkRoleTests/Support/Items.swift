import AgentProtocol
import AgentRuntime

/// Items of sets, as the controller would write them.
enum Items {
    static let network = "0a1b2c3d-0000-4000-8000-000000000001"
    static let outside = "0a1b2c3d-0000-4000-8000-0000000000ee"
    static let group = "5ec00000-0000-4000-8000-000000000001"
    static let router = "70000000-0000-4000-8000-000000000001"
    static let serviceMAC = "fa:16:3e:00:00:fe"

    static func network(_ id: String = network, segment: UInt32 = 100, generation: UInt64 = 1) -> Item {
        var item = Item()
        item.id = id
        item.generation = generation
        item.network.kind = .vxlan
        item.network.segment = segment
        item.network.mtu = 1450
        item.network.serviceMac = serviceMAC
        item.network.dnsDomain = "openstacklocal"
        var subnet = Apus_Agent_V1_Subnet()
        subnet.id = "5b000000-0000-4000-8000-000000000001"
        subnet.cidr = "10.0.0.0/24"
        subnet.gateway = "10.0.0.1"
        subnet.dhcp = true
        subnet.serviceAddress = "10.0.0.2"
        subnet.dnsServers = ["9.9.9.9"]
        item.network.subnets = [subnet]
        return item
    }

    static func provider(_ id: String = outside) -> Item {
        var item = Item()
        item.id = id
        item.generation = 1
        item.network.kind = .flat
        item.network.physicalNetwork = "public"
        item.network.mtu = 1500
        return item
    }

    static func port(_ guest: LabGuest, groups: [String] = [group], generation: UInt64 = 1) -> Item {
        var item = Item()
        item.id = guest.port
        item.generation = generation
        item.port.networkID = network
        item.port.mac = guest.mac
        item.port.addresses = [address(guest.address)]
        item.port.tap = guest.tap
        item.port.portSecurity = true
        item.port.securityGroups = groups
        item.port.adminUp = true
        item.port.hostName = guest.name
        return item
    }

    static func address(_ ip: String, length: UInt32 = 24) -> Apus_Agent_V1_Address {
        var address = Apus_Agent_V1_Address()
        address.subnetID = "5b000000-0000-4000-8000-000000000001"
        address.ip = ip
        address.prefixLength = length
        return address
    }

    static func peer(_ guest: LabGuest, _ host: LabHost) -> Item {
        var item = Item()
        item.id = guest.port
        item.generation = 1
        item.peer.mac = guest.mac
        item.peer.addresses = [guest.address]
        item.peer.endpoint = host.address
        item.peer.host = host.name
        return item
    }

    static func rules(_ rules: [Apus_Agent_V1_SecurityRule], generation: UInt64 = 1) -> Item {
        var item = Item()
        item.id = "rules"
        item.generation = generation
        item.securityGroup.rules = rules
        return item
    }

    static func member(_ guest: LabGuest) -> Item {
        var item = Item()
        item.id = guest.port
        item.generation = 1
        item.groupMember.addresses = [guest.address]
        return item
    }

    static func rule(
        _ id: String, ingress: Bool, version: UInt32 = 4, proto: String = "", ports: ClosedRange<Int32>? = nil,
        prefix: String = "",
        group: String = ""
    ) -> Apus_Agent_V1_SecurityRule {
        var rule = Apus_Agent_V1_SecurityRule()
        rule.id = id
        rule.ingress = ingress
        rule.ipVersion = version
        rule.protocol = proto
        if let ports {
            rule.hasPorts_p = true
            rule.portMin = ports.lowerBound
            rule.portMax = ports.upperBound
        }
        rule.remotePrefix = prefix
        rule.remoteGroup = group
        return rule
    }

    static func gateway(_ guest: LabGuest, floating: String?, generation: UInt64 = 1) -> Item {
        var item = Item()
        item.id = router
        item.generation = generation
        item.router.adminUp = true
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
        if let floating {
            var pair = Apus_Agent_V1_FloatingAddress()
            pair.id = "f1"
            pair.floating = floating
            pair.fixed = guest.address
            item.router.floatingAddresses = [pair]
        }
        return item
    }
}
