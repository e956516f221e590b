import AgentProtocol
import Netlink

/// Address translation in a router's namespace: pure.
///
/// A floating IP is a pair of translations: what comes for the floating address goes to the fixed one, and what the fixed one sends
/// out comes from the floating address. Everything else leaves with the router's own address (SNAT). A guest that calls a floating
/// address of its own router is translated on both sides, so that the answer comes back through here.
enum RouterRules {
    static let table = "ip apus_router"
    static let guardian = "inet apus_router_guard"

    /// Replaces all of it in one transaction; connections that are translated already stay so.
    static func text(_ router: RouterSpec) -> String {
        var lines =
            renewed(guardian) + [
                // The announcing dnsmasq must not answer in place of the network's own.
                "add chain \(guardian) host { type filter hook input priority 0 ; policy accept ; }",
                "add rule \(guardian) host udp dport 547 drop",
            ]
        lines += renewed(table)
        if router.hasGateway { lines += translation(router) }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func renewed(_ table: String) -> [String] {
        ["add table \(table)", "delete table \(table)", "add table \(table)"]
    }

    private static func translation(_ router: RouterSpec) -> [String] {
        let outer = DeviceName.outer(router.gateway.portID)
        let pairs = pairs(router)
        var lines = [
            "add chain \(table) prerouting { type nat hook prerouting priority dstnat ; }",
            "add chain \(table) output { type nat hook output priority -100 ; }",
            "add chain \(table) postrouting { type nat hook postrouting priority srcnat ; }",
            // What comes from outside keeps its sender.
            "add chain \(table) entry { type filter hook prerouting priority mangle ; }",
            "add rule \(table) entry iifname \"\(outer)\" meta mark set 0x1",
        ]
        if !pairs.isEmpty {
            let inwards = pairs.map { "\($0.floating) : \($0.fixed)" }.joined(separator: ", ")
            let outwards = pairs.map { "\($0.fixed) : \($0.floating)" }.joined(separator: ", ")
            lines += [
                "add rule \(table) prerouting dnat to ip daddr map { \(inwards) }",
                "add rule \(table) output dnat to ip daddr map { \(inwards) }",
                "add rule \(table) postrouting oifname \"\(outer)\" snat to ip saddr map { \(outwards) }",
                "add rule \(table) postrouting ct status dnat meta mark != 0x1 snat to ip saddr map { \(outwards) }",
            ]
        }
        guard router.snat, let own = router.gateway.addresses.compactMap({ IPAddress($0.ip) }).first(where: { !$0.isV6 }) else {
            return lines
        }
        lines.append("add rule \(table) postrouting oifname \"\(outer)\" snat to \(own)")
        lines.append("add rule \(table) postrouting ct status dnat meta mark != 0x1 snat to \(own)")
        return lines
    }

    /// One fixed address leaves as one floating address: the first of several.
    private static func pairs(_ router: RouterSpec) -> [(floating: IPAddress, fixed: IPAddress)] {
        var seen: Set<IPAddress> = []
        return router.floatingAddresses.sorted { $0.id < $1.id }.compactMap { pair in
            guard let floating = IPAddress(pair.floating), let fixed = IPAddress(pair.fixed), !floating.isV6, !fixed.isV6,
                seen.insert(floating).inserted, seen.insert(fixed).inserted
            else { return nil }
            return (floating, fixed)
        }
    }
}
