import AgentProtocol
import Netlink

/// The chains and sets of one security group: shared by all ports of this host that have it.
enum GroupUnit {
    static func make(_ id: String, _ group: Wanted.Group?) -> FilterUnit {
        var unit = outline(id, label: Label(.group, id, group?.rules?.generation ?? 0))
        let name = nftName(id)
        let rules = group?.rules?.spec.rules.sorted { $0.id < $1.id } ?? []
        for (direction, ingress) in [("in", true), ("out", false)] {
            let chain = "\(FilterTables.bridge) \(direction)_\(name)"
            unit.fill.append("flush chain \(chain)")
            unit.fill += Set(rules.filter { $0.ingress == ingress }.compactMap(RuleText.make)).sorted().map {
                "add rule \(chain) \($0) accept"
            }
        }
        let addresses = group?.members.values.flatMap(\.spec.addresses).compactMap { IPPrefix($0) } ?? []
        unit.members = [
            "m4_\(name)": elements(addresses.filter { !$0.address.isV6 }),
            "m6_\(name)": elements(addresses.filter { $0.address.isV6 }),
        ]
        unit.label.digest = unit.digest
        unit.enter = ["add element \(FilterTables.bridge) labels { \"\(mark(id))\" comment \"\(unit.label)\" }"]
        return unit
    }

    static func outline(_ id: String, label: Label) -> FilterUnit {
        let name = nftName(id)
        let chains = ["in", "out"].map { "\(FilterTables.bridge) \($0)_\(name)" }
        let sets = ["m4", "m6"].map { "\(FilterTables.bridge) \($0)_\(name)" }
        var unit = FilterUnit(key: .group(id), label: label)
        unit.declare =
            chains.map { "add chain \($0)" } + [
                "add set \(sets[0]) { type ipv4_addr ; flags interval ; }",
                "add set \(sets[1]) { type ipv6_addr ; flags interval ; }",
            ]
        unit.leave = ["delete element \(FilterTables.bridge) labels { \"\(mark(id))\" }"]
        unit.drop =
            chains.map { "flush chain \($0)" } + chains.map { "delete chain \($0)" } + sets.map { "delete set \($0)" }
        return unit
    }

    /// The element that carries the label; it has as many characters as a device's name may have.
    private static func mark(_ id: String) -> String {
        "g" + id.filter { $0.isHexDigit }.prefix(14)
    }

    /// What another one contains is left out: a set of the kernel has no overlaps.
    private static func elements(_ prefixes: [IPPrefix]) -> Set<String> {
        let networks = Set(prefixes.map(\.network))
        let wide = networks.filter { $0.length < $0.address.bitWidth }
        let kept = networks.filter { one in !wide.contains { $0 != one && $0.contains(one) } }
        return Set(kept.map { $0.length == $0.address.bitWidth ? $0.address.description : $0.description })
    }
}
