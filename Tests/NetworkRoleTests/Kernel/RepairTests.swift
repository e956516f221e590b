import AgentProtocol
import AgentRuntime
import HostCommands
import Netlink
import NetworkRole
import Testing

/// What others take away, with real namespaces and packets: it is made again, and guests do not have to do anything.
@Suite(.enabled(if: NetworkLab.isPossible, "needs root"), .serialized)
struct RepairTests {
    private static let guest = OverlayTests.one
    private static let other = OverlayTests.third
    private static let rules = [Items.rule("a", ingress: false), Items.rule("b", ingress: true, proto: "icmp")]

    private static func populate(_ role: NetworkRole, _ host: LabHost) async throws {
        let set = SetName.host(host.name)
        await OverlayTests.expectReady(role, Items.rules(rules), SetName.group(Items.group))
        for item in [Items.network(), Items.provider()] { await OverlayTests.expectReady(role, item, set) }
        for guest in [guest, other] {
            await OverlayTests.expectReady(role, Items.port(guest), set)
            try await host.plug(guest, network: Items.network)
        }
    }

    private static func metadata(_ lab: NetworkLab) async throws -> String? {
        try await lab.fetch(guest, "http://169.254.169.254/openstack/latest/meta_data.json")
    }

    /// Removed as `ip netns del` does it: who lives in it keeps it, without a name.
    @Test func namespacesAreMadeAgain() async throws {
        try await NetworkLab.run(hosts: 1) { lab, hosts in
            let (host, role) = (hosts[0], hosts[0].makeRole())
            try await Self.populate(role, host)
            await OverlayTests.expectReady(role, Items.gateway(Self.guest, floating: "172.30.0.10"), SetName.host(host.name))
            #expect(try await lab.lease(Self.guest) != nil)
            let watch = Task { await role.watch { _ in } }
            let directory = NamespaceDirectory(host.namespaces)
            let before = directory.names()
            #expect(before.count == 2)
            for name in before { try directory.delete(name) }
            try await eventually("the namespaces", within: .seconds(20)) { directory.names() == before }
            try await eventually("DHCP", within: .seconds(20)) { try await lab.lease(Self.other) != nil }
            try await eventually("metadata", within: .seconds(20)) { try await Self.metadata(lab) != nil }
            try await eventually("the router", within: .seconds(20)) { try await lab.pings(host.base, "172.30.0.10") }
            watch.cancel()
        }
    }

    /// The same while no agent runs.
    @Test func namespacesAreMadeAgainAtStart() async throws {
        try await NetworkLab.run(hosts: 1) { lab, hosts in
            let host = hosts[0]
            do {
                let role = host.makeRole()
                try await Self.populate(role, host)
            }
            try NamespaceDirectory(host.namespaces).delete("qdhcp-" + Items.network)
            let next = host.makeRole()
            _ = await next.observeAll()
            await OverlayTests.expectReady(next, Items.rules(Self.rules), SetName.group(Items.group))
            await OverlayTests.expectReady(next, Items.network(), SetName.host(host.name))
            await OverlayTests.expectReady(next, Items.port(Self.guest), SetName.host(host.name))
            #expect(try await lab.lease(Self.guest) != nil)
            try await eventually("metadata", within: .seconds(20)) { try await Self.metadata(lab) != nil }
        }
    }

    /// Whether a process has no signal before it, and waits for the next.
    private static func isIdle(_ pid: String, _ host: LabHost) async throws -> Bool {
        let status = try await host.run("cat", "/proc/\(pid)/status").text
        let pending = ["SigPnd:", "ShdPnd:"].allSatisfy { status.contains($0 + "\t0000000000000000") }
        return pending && status.contains("State:\tS")
    }

    /// dnsmasq must live through what changes, also when it has given out leases.
    @Test func dhcpOutlivesChanges() async throws {
        try await NetworkLab.run(hosts: 1) { lab, hosts in
            let (host, role) = (hosts[0], hosts[0].makeRole())
            try await Self.populate(role, host)
            for guest in [Self.guest, Self.other] { #expect(try await lab.lease(guest) != nil) }
            let path = host.settings.runDirectory + "/dhcp/\(Items.network)/pid"
            let pid = try await host.run("cat", path).text.trimmingNewlines
            for round in 0..<60 {
                var port = Items.port(Self.other, generation: UInt64(round + 2))
                port.port.hostName = "renamed-\(round)"
                await OverlayTests.expectReady(role, port, SetName.host(host.name))
                try await eventually("dnsmasq has taken what it was told") { try await Self.isIdle(pid, host) }
            }
            #expect(try await lab.lease(Self.other)?.contains("name=renamed-59") == true)
            #expect(try await host.run("kill", "-0", pid).status == 0, "the same dnsmasq")
        }
    }
}
