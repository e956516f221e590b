import AgentProtocol
import AgentRuntime
import HostCommands
import Netlink
import NetworkRole
import Testing

/// What an agent leaves that is killed between two calls of the kernel.
@Suite(.enabled(if: NetworkLab.isPossible, "needs root"), .serialized)
struct SweepTests {
    private static let bridge = "brq" + Items.network.prefix(11)

    /// Made, and not yet labelled: no item may ever speak of it again.
    @Test func whatWasHalfMadeIsTakenAway() async throws {
        try await NetworkLab.run(hosts: 1) { lab, hosts in
            let host = hosts[0]
            try await host.kernel.createNamespace("qdhcp-" + Items.network)
            try await host.kernel.createNamespace("qrouter-" + Items.router)
            let service = host.kernel.namespace("qdhcp-" + Items.network).path
            try await lab.change(
                [
                    .createBridge(Self.bridge, mac: nil), .createBridge("br-ex", mac: nil),
                    .createVeth("svc-half", peer: "ns-half", peerMAC: nil, namespace: service),
                ], in: host.base)
            #expect(await host.makeRole().observeAll().isEmpty)
            #expect(try await host.remains() == [])
        }
    }

    /// What only looks like it stays: others' devices have no mark, others' namespaces have something in them.
    @Test func whatIsNotOursStays() async throws {
        try await NetworkLab.run(hosts: 1) { lab, hosts in
            let host = hosts[0]
            for name in [Self.bridge, "br-ex"] {
                _ = try await host.run("ip", "link", "add", name, "type", "bridge")
            }
            try await host.kernel.createNamespace("qdhcp-" + Items.network)
            try await lab.change(
                [
                    .createVeth(
                        "tapother", peer: "tap", peerMAC: nil, namespace: host.kernel.namespace("qdhcp-" + Items.network).path)
                ],
                in: host.base)
            #expect(await host.makeRole().observeAll().isEmpty)
            #expect(try await host.remains() == ["\(Self.bridge)", "br-ex", "tapother", "qdhcp-" + Items.network])
        }
    }

    /// Killed between the last device and the namespace.
    @Test func whatWasHalfRemovedGoes() async throws {
        try await NetworkLab.run(hosts: 1) { lab, hosts in
            let (host, role) = (hosts[0], hosts[0].makeRole())
            await OverlayTests.expectReady(role, Items.network(), SetName.host(host.name))
            let links = try await host.kernel.dump(host.base, []).links.filter { $0.alias.hasPrefix("apus:") }
            try await lab.change(links.map { .deleteLink($0.name) }.reversed(), in: host.base)
            _ = try await host.run("nft", "flush", "ruleset")
            #expect(await host.makeRole().observeAll().isEmpty)
            #expect(try await host.remains() == [])
        }
    }
}
