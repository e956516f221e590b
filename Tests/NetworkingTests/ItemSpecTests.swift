import AgentProtocol
import Core
import Testing

@testable import Networking

/// The specs of items as functions of values.
struct ItemSpecTests {
    private let project = ProjectID("demo")

    private func rule(_ change: (inout SecurityGroupRule) -> Void) -> Apus_Agent_V1_SecurityRule? {
        var rule = SecurityGroupRuleCheckTests.rule
        change(&rule)
        return GroupItems.spec([rule]).rules.first
    }

    @Test func rules() {
        #expect(rule { _ in }?.protocol == "")
        #expect(rule { _ in }?.hasPorts_p == false)
        #expect(rule { $0.ipProtocol = RuleProtocol("any") }?.protocol == "")
        #expect(rule { $0.ipProtocol = RuleProtocol("112") }?.protocol == "112")
        #expect(rule { $0.etherType = .ipv6 }?.ipVersion == 6)
        #expect(rule { $0.direction = .egress }?.ingress == false)
        let ssh = rule {
            $0.ipProtocol = RuleProtocol("tcp")
            $0.portMin = 22
            $0.portMax = 23
            $0.remotePrefix = "10.0.0.7/8"
        }
        #expect(ssh?.protocol == "tcp" && ssh?.hasPorts_p == true && ssh?.portMin == 22 && ssh?.portMax == 23)
        #expect(ssh?.remotePrefix == "10.0.0.0/8")
        let echo = rule {
            $0.ipProtocol = RuleProtocol("icmp")
            $0.portMin = 8
        }
        #expect(echo?.hasPorts_p == true && echo?.portMin == 8 && echo?.portMax == -1)
    }

    @Test func portWithoutSecurityHasNoGroups() {
        var port = Port(projectID: project, networkID: .random(), macAddress: "fa:16:3e:00:00:01")
        port.securityGroupIDs = [.random()]
        port.allowedAddressPairs = [
            AddressPair(address: "10.0.0.0/24"), AddressPair(address: "10.1.0.1", macAddress: "aa:bb:cc:dd:ee:ff"),
        ]
        port.dhcpOptions = [DHCPOption(name: "tftp-server", value: "10.0.0.9")]
        let spec = PortItems.spec(port, [:])
        #expect(spec.securityGroups == port.securityGroupIDs.map(\.string))
        #expect(spec.allowedAddressPairs.map(\.ip) == ["10.0.0.0/24", "10.1.0.1"])
        #expect(spec.allowedAddressPairs.map(\.mac) == ["", "aa:bb:cc:dd:ee:ff"])
        #expect(spec.dhcpOptions.map(\.name) == ["tftp-server"])
        #expect(GroupItems.member(port).addresses == ["10.0.0.0/24", "10.1.0.1"])
        port.isPortSecurityEnabled = false
        #expect(PortItems.spec(port, [:]).securityGroups == [])
        #expect(PortItems.spec(port, [:]).portSecurity == false)
    }

    @Test func router() throws {
        let now = Timestamp(seconds: 0)
        let router = Router(projectID: project, now: now)
        func subnet(_ cidr: String, _ gateway: String) throws -> Subnet {
            var subnet = Subnet(projectID: project, networkID: .random(), cidr: try #require(CIDR(cidr)))
            subnet.gateway = IPAddress(gateway)
            return subnet
        }
        func port(_ subnet: Subnet, _ address: String) -> Port {
            var port = Port(projectID: project, networkID: subnet.networkID, macAddress: "fa:16:3e:00:00:01")
            port.fixedIPs = [FixedIP(subnetID: subnet.id, address: address)]
            return port
        }
        let outside = try subnet("172.30.0.0/24", "172.30.0.1")
        var inside = try subnet("2001:db8::/64", "2001:db8::1")
        inside.ipv6RAMode = .slaac
        var world = RouterItems.World(
            router: router,
            ports: RouterPorts(gateway: port(outside, "172.30.0.5"), interfaces: [port(inside, "2001:db8::1")]))
        world.subnets = [outside.id: outside, inside.id: inside]
        var floatingIP = FloatingIP(
            id: .random(), projectID: project, networkID: outside.networkID, address: "172.30.0.9", now: now)
        floatingIP.fixedAddress = "10.0.0.9"
        world.floatingIPs = [floatingIP]
        let spec = RouterItems.spec(world)
        #expect(spec.gateway.addresses.map(\.ip) == ["172.30.0.5"])
        #expect(spec.gateway.addresses.map(\.prefixLength) == [24])
        #expect(spec.gatewayNextHops == ["172.30.0.1"])
        #expect(spec.snat && spec.adminUp)
        #expect(spec.interfaces.first?.announced.map(\.cidr) == ["2001:db8::/64"])
        #expect(spec.gateway.announced.isEmpty)
        #expect(spec.floatingAddresses.map(\.fixed) == ["10.0.0.9"])
        world.ports.gateway = nil
        #expect(!RouterItems.spec(world).hasGateway)
    }
}
