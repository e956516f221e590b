import AgentProtocol
import Testing

@testable import NetworkRole

/// The rules of a port, line by line.
@Suite struct FilterTextTests {
    private func port(_ change: (inout PortSpec) -> Void = { _ in }) -> PortSpec {
        var spec = Items.port(OverlayTests.one).port
        change(&spec)
        return spec
    }

    @Test func aGuestSendsOnlyAsItself() {
        #expect(
            PortUnit.outbound(port()) == [
                "ether saddr != fa:16:3e:00:00:11 drop",
                "jump any_from",
                "arp saddr ether != fa:16:3e:00:00:11 drop",
                "arp saddr ip != 0.0.0.0 arp saddr ip != 10.0.0.11 drop",
                "ether type arp accept",
                "ip saddr != 10.0.0.11 drop",
                "ip6 saddr != fe80::f816:3eff:fe00:11 drop",
                "icmpv6 type nd-neighbor-advert @th,64,128 != 0xfe80000000000000f8163efffe000011 drop",
                "jump any_asks",
                "jump out_5ec00000_0000_4000_8000_000000000001",
                "drop",
            ])
    }

    @Test func aGuestReceivesWhatItsGroupsAllow() {
        #expect(
            PortUnit.inbound(port()) == ["jump any_to", "jump in_5ec00000_0000_4000_8000_000000000001", "drop"])
    }

    /// What all guests have in common.
    @Test func everyGuest() {
        func rules(_ chain: String, _ tracking: Tracking) -> [String] {
            let start = "add rule bridge apus_filter \(chain) "
            return GuestRules.text(tracking).filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
        }
        #expect(
            rules("any_from", .marks) == [
                "ether type != { arp, ip, ip6 } drop",
                "ip saddr 0.0.0.0 udp sport 68 udp dport 67 accept",
                "ether type ip udp sport 67 drop",
                "ip6 saddr :: icmpv6 type { nd-router-solicit, nd-neighbor-solicit, mld-listener-report, mld2-listener-report } accept",
                "icmpv6 type { nd-router-advert, nd-redirect } drop",
                "ether type ip6 udp sport 547 drop",
            ])
        #expect(
            rules("any_asks", .marks) == [
                "icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert, mld-listener-report, "
                    + "mld2-listener-report } accept",
                "ether type ip udp sport 68 udp dport 67 accept",
                "ether type ip6 udp sport 546 udp dport 547 accept",
                "meta mark & 0x7 == 0x1 accept",
                "meta mark & 0x7 == 0x4 drop",
            ])
        #expect(
            rules("any_to", .bridge) == [
                "ether type arp accept",
                "ether type != { ip, ip6 } drop",
                "icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, mld-listener-query } accept",
                "udp sport 67 udp dport 68 accept",
                "udp sport 547 udp dport 546 accept",
                "ct state established,related accept",
                "ct state invalid drop",
            ])
    }

    @Test func switchesOfThePort() {
        let open = port { $0.portSecurity = false }
        #expect(PortUnit.outbound(open) == ["accept"])
        #expect(PortUnit.inbound(open) == ["accept"])
        let down = port {
            $0.portSecurity = false
            $0.adminUp = false
        }
        #expect(PortUnit.outbound(down) == ["drop"])
        #expect(PortUnit.inbound(down) == ["drop"])
        // One that cannot be understood lets nothing through.
        #expect(PortUnit.outbound(port { $0.mac = "nonsense" }).first == "drop")
    }

    @Test func addressPairsBelongToTheirOwnMAC() {
        let lines = PortUnit.outbound(
            port { spec in
                var pair = Apus_Agent_V1_AddressPair()
                pair.ip = "10.0.1.7/24"
                spec.allowedAddressPairs.append(pair)
                pair.ip = "10.0.0.200"
                pair.mac = "00:00:5e:00:01:01"
                spec.allowedAddressPairs.append(pair)
            })
        #expect(lines.first == "ether saddr != 00:00:5e:00:01:01 ether saddr != fa:16:3e:00:00:11 drop")
        #expect(lines.contains("ether saddr 00:00:5e:00:01:01 ip saddr != 10.0.0.200 drop"))
        #expect(lines.contains("ether saddr fa:16:3e:00:00:11 ip saddr != 10.0.0.11 ip saddr != 10.0.1.0/24 drop"))
        #expect(
            lines.contains(
                "ether saddr fa:16:3e:00:00:11 arp saddr ip != 0.0.0.0 arp saddr ip != 10.0.0.11 arp saddr ip != 10.0.1.0/24 drop"
            ))
    }

    @Test func manyAddressPairsAreASet() {
        let lines = PortUnit.outbound(
            port { spec in
                for last in 20..<25 {
                    var pair = Apus_Agent_V1_AddressPair()
                    pair.ip = "10.0.0.\(last)"
                    spec.allowedAddressPairs.append(pair)
                }
            })
        #expect(lines.contains("ip saddr != { 10.0.0.11, 10.0.0.20, 10.0.0.21, 10.0.0.22, 10.0.0.23, 10.0.0.24 } drop"))
    }

    @Test(arguments: [
        (Items.rule("1", ingress: true), "ether type ip"),
        (Items.rule("1", ingress: false, version: 6, prefix: "::/0"), "ether type ip6"),
        (
            Items.rule("1", ingress: true, proto: "tcp", ports: 22...22, prefix: "192.0.2.9/24"),
            "ip saddr 192.0.2.0/24 meta l4proto 6 th dport 22"
        ),
        (
            Items.rule("1", ingress: false, proto: "udp", ports: 1...65535, prefix: "192.0.2.1"),
            "ip daddr 192.0.2.1/32 meta l4proto 17 th dport 1-65535"
        ),
        (Items.rule("1", ingress: true, proto: "icmp", ports: 8...8), "ether type ip meta l4proto 1 icmp type 8 icmp code 8"),
        (Items.rule("1", ingress: true, version: 6, proto: "icmp"), "ether type ip6 meta l4proto 58"),
        (Items.rule("1", ingress: true, proto: "vrrp"), "ether type ip meta l4proto 112"),
        (Items.rule("1", ingress: true, proto: "tcp", group: "a-b"), "ip saddr @m4_a_b meta l4proto 6"),
        (Items.rule("1", ingress: true, version: 6, group: "a-b"), "ip6 saddr @m6_a_b"),
    ])
    func rulesOfGroups(_ rule: Apus_Agent_V1_SecurityRule, _ text: String) {
        #expect(RuleText.make(rule) == text)
    }

    @Test(arguments: [
        Items.rule("1", ingress: true, proto: "tpc"), Items.rule("1", ingress: true, prefix: "10.0.0.0/33"),
        Items.rule("1", ingress: true, prefix: "::/0"), Items.rule("1", ingress: true, version: 5),
        Items.rule("1", ingress: true, proto: "tcp", ports: -1...80), Items.rule("1", ingress: true, prefix: "10.0.0.0/8 accept"),
    ])
    func whatCannotBeUnderstoodOpensNothing(_ rule: Apus_Agent_V1_SecurityRule) {
        #expect(RuleText.make(rule) == nil)
    }

    @Test func servicesStayAtHome() {
        let item = Items.network()
        let held = Wanted.Held(spec: item.network, generation: 3)
        let unit = NetworkUnit.make(item.id, held, bridge: "brq0a1b2c3d-00", zone: 7, .marks)
        #expect(
            unit.fill.dropLast() == [
                "flush chain bridge apus_filter via_vxl0a1b2c3d_00",
                "add rule bridge apus_filter via_vxl0a1b2c3d_00 ether saddr fa:16:3e:00:00:fe drop",
                "add rule bridge apus_filter via_vxl0a1b2c3d_00 ether daddr fa:16:3e:00:00:fe drop",
                "add rule bridge apus_filter via_vxl0a1b2c3d_00 arp daddr ip { 10.0.0.2, 169.254.169.254 } drop",
                "add rule bridge apus_filter via_vxl0a1b2c3d_00 icmpv6 type nd-neighbor-solicit @th,64,128 "
                    + "{ 0xfe8000000000000000000000a9fea9fe, 0xfe80000000000000f8163efffe0000fe } drop",
                "add rule bridge apus_filter via_vxl0a1b2c3d_00 udp sport 68 udp dport 67 drop",
                "add rule bridge apus_filter via_vxl0a1b2c3d_00 udp sport 546 udp dport 547 drop",
            ])
        #expect(unit.enter.contains("add element inet apus_track zones { \"brq0a1b2c3d-00\" : 7 }"))
        #expect(unit.enter.contains("add element arp apus_guard closed { \"brq0a1b2c3d-00\" }"))
    }
}
