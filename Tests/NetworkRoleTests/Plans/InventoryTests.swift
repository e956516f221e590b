import AgentProtocol
import AgentRuntime
import Netlink
import Testing

@testable import NetworkRole

/// What a new agent says of what it finds.
@Suite struct InventoryTests {
    private let inventory = Inventory(host: "h1", now: 7)
    private let unit = PortUnit.outline(tap: "tap1", label: Label(.port, "p1", 4, digest: "ab"))

    private func observed(_ dump: NetworkDump) -> [Observation] { inventory.observations(dump, [unit], Wanted()) }

    /// Killed after a port's rules and before its network's bridge: a guest must not be started yet.
    @Test func aPortWithoutATapMayBeHalfMade() {
        let seen = observed(NetworkDump())
        #expect(seen.map(\.state) == [.pending])
        #expect(seen.map(\.generation) == [4])
        #expect(seen.first?.problem.code == "NET-WAITS")
    }

    @Test func aPortInUseIsThere() {
        let dump = NetworkDump(links: [
            NetworkDump.Link(name: "brq1", kind: "bridge", alias: "apus:network:n1:2"),
            NetworkDump.Link(name: "tap1", kind: "tun", master: "brq1"),
        ])
        let seen = observed(dump)
        #expect(seen.map(\.id) == ["n1", "p1"])
        #expect(seen.allSatisfy { $0.state == .ready && $0.problem == Problem() })
    }

    /// One that a hypervisor has made and nobody has plugged in.
    @Test func aTapAloneSaysNothing() {
        #expect(observed(NetworkDump(links: [NetworkDump.Link(name: "tap1", kind: "tun")])).map(\.state) == [.pending])
    }
}
