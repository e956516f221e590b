import AgentProtocol
import AgentRuntime
import HostCommands
import Netlink
import NetworkRole
import Testing

/// Real packets through a router: out by its own address, in by floating ones.
@Suite(.enabled(if: NetworkLab.isPossible, "needs root"), .serialized)
struct RouterTests {
    static let guest = OverlayTests.one
    static let other = OverlayTests.third

    @Test func guestsGoOutAndComeInThroughTheirRouter() async throws {
        try await NetworkLab.run(hosts: 2) { lab, hosts in
            let host = hosts[0]
            let role = host.makeRole()
            let set = SetName.host(host.name)
            _ = await role.observeAll()
            // The router comes first, and waits for its networks.
            let early = await role.apply(Items.gateway(Self.guest, floating: nil), in: set)
            #expect(early.state == .pending)
            #expect(early.problem.code == "NET-WAITS")
            try await populate(role, host)
            #expect(try await lab.lease(Self.guest) != nil)
            #expect(try await lab.lease(Self.other) != nil)
            try await outwards(lab, host)
            try await floating(lab, role, host, set)
            await remove(role, host, set)
            #expect(try await host.remains() == [])
        }
    }

    private func populate(_ role: NetworkRole, _ host: LabHost) async throws {
        let set = SetName.host(host.name)
        let rules = [Items.rule("a", ingress: false), Items.rule("b", ingress: true, proto: "icmp")]
        await OverlayTests.expectReady(role, Items.rules(rules), SetName.group(Items.group))
        for item in [Items.network(), Items.provider()] { await OverlayTests.expectReady(role, item, set) }
        for guest in [Self.guest, Self.other] {
            await OverlayTests.expectReady(role, Items.port(guest), set)
            try await host.plug(guest, network: Items.network)
        }
    }

    private func outwards(_ lab: NetworkLab, _ host: LabHost) async throws {
        #expect(try await lab.pings(Self.guest, "10.0.0.1"))
        #expect(try await lab.pings(Self.guest, "172.30.0.1"), "the provider network's gateway")
        #expect(try await lab.pings(Self.guest, "10.99.0.12"), "beyond the provider network, by this host's address")
        #expect(!(try await lab.pings(host.base, "10.0.0.11")), "not from outside")
        // The host itself is closed to guests, even by its own bridge.
        _ = try await lab.run(Self.guest, "ip", "route", "add", "10.99.0.11/32", "dev", "eth0")
        #expect(!(try await lab.pings(Self.guest, "10.99.0.11")))
        _ = try await lab.run(Self.guest, "ip", "route", "del", "10.99.0.11/32", "dev", "eth0")
    }

    private func floating(_ lab: NetworkLab, _ role: NetworkRole, _ host: LabHost, _ set: String) async throws {
        #expect(!(try await lab.pings(host.base, "172.30.0.10")))
        await OverlayTests.expectReady(role, Items.gateway(Self.guest, floating: "172.30.0.10", generation: 2), set)
        #expect(try await lab.pings(host.base, "172.30.0.10"), "from outside")
        #expect(try await lab.pings(Self.other, "172.30.0.10"), "from a neighbour, by way of the router")
        #expect(try await lab.pings(Self.guest, "172.30.0.1"))
        let connections = try await lab.run(
            host.kernel.namespace("qrouter-" + Items.router), ["conntrack", "-L", "-p", "icmp"])
        #expect(connections.text.contains("src=10.0.0.11 dst=172.30.0.1"))
        #expect(connections.text.contains("src=172.30.0.1 dst=172.30.0.10"), "it left as its floating address")
        // The same again changes nothing, and nobody notices.
        async let ping = lab.run(host.base, ["ping", "-q", "-c", "30", "-i", "0.05", "-W", "2", "172.30.0.10"])
        let next = host.makeRole()
        #expect(await next.observeAll().contains { $0.id == Items.router && $0.generation == 2 })
        for item in [Items.network(), Items.provider(), Items.gateway(Self.guest, floating: "172.30.0.10", generation: 2)] {
            await OverlayTests.expectReady(next, item, set)
        }
        let result = try await ping
        #expect(result.text.contains("30 received, 0% packet loss"), "\(result.text)")
        await OverlayTests.expectReady(role, Items.gateway(Self.guest, floating: nil, generation: 3), set)
        #expect(!(try await lab.pings(host.base, "172.30.0.10")), "taken away")
    }

    /// A guest makes its address of what the router announces, and is believed to have it.
    @Test func guestsOfIPv6LearnFromTheirRouter() async throws {
        try await NetworkLab.run(hosts: 1) { lab, hosts in
            let host = hosts[0]
            let role = host.makeRole()
            let set = SetName.host(host.name)
            let own = "2001:db8::f816:3eff:fe00:11"
            let rules = [Items.rule("a", ingress: false, version: 6), Items.rule("b", ingress: true, version: 6, proto: "icmp")]
            await OverlayTests.expectReady(role, Items.rules(rules), SetName.group(Items.group))
            await OverlayTests.expectReady(role, Items.network(), set)
            var port = Items.port(Self.guest)
            port.port.addresses.append(Items.address(own, length: 64))
            await OverlayTests.expectReady(role, port, set)
            var router = Items.gateway(Self.guest, floating: nil)
            router.router.clearGateway()
            router.router.gatewayNextHops = []
            router.router.interfaces[0].addresses = [Items.address("2001:db8::1", length: 64)]
            var subnet = Apus_Agent_V1_Subnet()
            subnet.cidr = "2001:db8::/64"
            subnet.ipv6RaMode = "slaac"
            router.router.interfaces[0].announced = [subnet]
            await OverlayTests.expectReady(role, router, set)
            try await host.plug(Self.guest, network: Items.network)
            try await eventually("an address by router advertisement", within: .seconds(20)) {
                try await lab.run(Self.guest, "ip", "-6", "address", "show", "dev", "eth0", "-tentative").text.contains(own)
            }
            #expect(try await lab.pings(Self.guest, "2001:db8::1"))
            _ = try await lab.run(Self.guest, "ip", "address", "add", "2001:db8::66/64", "dev", "eth0", "nodad")
            #expect(!(try await lab.pings(Self.guest, "2001:db8::1", from: "2001:db8::66")), "not its own")
            try await killAnnouncer(role, host)
            for id in [Items.router, Self.guest.port, Items.network] { await OverlayTests.expectAbsent(role, id, set) }
            await OverlayTests.expectAbsent(role, "rules", SetName.group(Items.group))
            try await host.unplug(Self.guest)
            #expect(try await host.remains() == [])
        }
    }

    /// It comes back: guests forget a router that is not heard of.
    private func killAnnouncer(_ role: NetworkRole, _ host: LabHost) async throws {
        let path = host.settings.runDirectory + "/ra/\(Items.router)/pid"
        let old = try await host.run("cat", path).text
        let watch = Task { await role.watch { _ in } }
        _ = try await host.run("kill", "-9", old.trimmingNewlines)
        try await eventually("the server", within: .seconds(20)) {
            let new = try await host.run("cat", path).text
            return new != old && !new.isEmpty
        }
        watch.cancel()
        await watch.value
    }

    private func remove(_ role: NetworkRole, _ host: LabHost, _ set: String) async {
        // A network stays as long as something is on it.
        let early = await role.remove(ItemKey(set: set, id: Items.network))
        #expect(early.state == .failed)
        #expect(early.problem.code == "NET-IN-USE")
        for id in [Items.router, Self.guest.port, Self.other.port] { await OverlayTests.expectAbsent(role, id, set) }
        for guest in [Self.guest, Self.other] { try? await host.unplug(guest) }
        for id in [Items.network, Items.outside] { await OverlayTests.expectAbsent(role, id, set) }
        await OverlayTests.expectAbsent(role, "rules", SetName.group(Items.group))
    }
}
