import AgentProtocol
import Netlink

/// The chains of one port: what its guest may send, and what may reach it.
enum PortUnit {
    static func make(_ id: String, _ held: Wanted.Held<PortSpec>) -> FilterUnit {
        let port = held.spec
        var unit = outline(tap: port.tap, label: Label(.port, id, held.generation))
        let (from, to) = chains(port.tap)
        unit.fill = ["flush chain \(from)"] + outbound(port).map { "add rule \(from) \($0)" }
        unit.fill += ["flush chain \(to)"] + inbound(port).map { "add rule \(to) \($0)" }
        unit.label.digest = unit.digest
        unit.enter = [
            "add element \(FilterTables.bridge) from_taps { \"\(port.tap)\" comment \"\(unit.label)\" : goto from_\(nftName(port.tap)) }",
            "add element \(FilterTables.bridge) to_taps { \"\(port.tap)\" : goto to_\(nftName(port.tap)) }",
        ]
        return unit
    }

    /// What is known of a port by its name alone: enough to remove it.
    static func outline(tap: String, label: Label) -> FilterUnit {
        let (from, to) = chains(tap)
        var unit = FilterUnit(key: .port(tap: tap), label: label)
        unit.declare = ["add chain \(from)", "add chain \(to)"]
        unit.leave = [
            "delete element \(FilterTables.bridge) from_taps { \"\(tap)\" }",
            "delete element \(FilterTables.bridge) to_taps { \"\(tap)\" }",
        ]
        unit.drop = ["flush chain \(from)", "flush chain \(to)", "delete chain \(from)", "delete chain \(to)"]
        return unit
    }

    private static func chains(_ tap: String) -> (from: String, to: String) {
        let name = nftName(tap)
        return ("\(FilterTables.bridge) from_\(name)", "\(FilterTables.bridge) to_\(name)")
    }

    /// From the guest: only as itself, and only what its groups allow.
    static func outbound(_ port: PortSpec) -> [String] {
        guard port.adminUp else { return ["drop"] }
        guard port.portSecurity else { return ["accept"] }
        return SourceRules(port).lines + ["jump any_asks"] + jumps(port, "out") + ["drop"]
    }

    /// To the guest: what it cannot do without, replies, and what its groups allow.
    static func inbound(_ port: PortSpec) -> [String] {
        guard port.adminUp else { return ["drop"] }
        guard port.portSecurity else { return ["accept"] }
        return ["jump any_to"] + jumps(port, "in") + ["drop"]
    }

    private static func jumps(_ port: PortSpec, _ direction: String) -> [String] {
        port.securityGroups.sorted().map { "jump \(direction)_\(nftName($0))" }
    }
}
