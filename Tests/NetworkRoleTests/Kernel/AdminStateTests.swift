import AgentProtocol
import AgentRuntime
import NetworkRole
import Testing

/// What an administrator has switched off carries nothing, until it is switched on again.
@Suite(.enabled(if: NetworkLab.isPossible, "needs root"), .serialized)
struct AdminStateTests {
    private static let guest = OverlayTests.one
    private static let other = OverlayTests.third

    @Test func networksAndPortsAreSwitched() async throws {
        try await NetworkLab.run(hosts: 1) { lab, hosts in
            let (host, role) = (hosts[0], hosts[0].makeRole())
            let set = SetName.host(host.name)
            let rules = [Items.rule("a", ingress: false), Items.rule("b", ingress: true, proto: "icmp")]
            await OverlayTests.expectReady(role, Items.rules(rules), SetName.group(Items.group))
            await OverlayTests.expectReady(role, Items.network(), set)
            for guest in [Self.guest, Self.other] {
                await OverlayTests.expectReady(role, Items.port(guest), set)
                try await host.plug(guest, network: Items.network)
                #expect(try await lab.lease(guest) != nil)
            }
            #expect(try await lab.pings(Self.guest, Self.other.address))
            try await switchNetwork(lab, host, role, set)
            try await switchPort(lab, role, set)
        }
    }

    private func switchNetwork(_ lab: NetworkLab, _ host: LabHost, _ role: NetworkRole, _ set: String) async throws {
        var down = Items.network(generation: 2)
        down.network.adminDown = true
        await OverlayTests.expectReady(role, down, set)
        #expect(!(try await lab.pings(Self.guest, Self.other.address)))
        #expect(try await lab.lease(Self.guest) == nil, "DHCP is on the network, too")
        // What is plugged in now stays as silent.
        try await host.unplug(Self.other)
        try await host.plug(Self.other, network: Items.network)
        _ = try await lab.run(Self.other, "ip", "address", "replace", Self.other.address + "/24", "dev", "eth0")
        #expect(!(try await lab.pings(Self.guest, Self.other.address)))
        await OverlayTests.expectReady(role, Items.network(generation: 3), set)
        try await eventually("the network is up again") { try await lab.pings(Self.guest, Self.other.address) }
    }

    private func switchPort(_ lab: NetworkLab, _ role: NetworkRole, _ set: String) async throws {
        var down = Items.port(Self.other, generation: 2)
        down.port.adminUp = false
        await OverlayTests.expectReady(role, down, set)
        #expect(!(try await lab.pings(Self.guest, Self.other.address)))
        #expect(!(try await lab.pings(Self.other, Self.guest.address)))
        await OverlayTests.expectReady(role, Items.port(Self.other, generation: 3), set)
        #expect(try await lab.pings(Self.guest, Self.other.address))
    }
}
