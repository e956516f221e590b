/// The rules that are the same for every guest: chains that the ports' own jump to. A port then has few rules and no sets of its own,
/// which a table of a thousand ports would be read and checked for at each change.
enum GuestRules {
    static func text(_ tracking: Tracking) -> [String] {
        chain("any_from", first) + chain("any_asks", asks + state(tracking)) + chain("any_to", to + state(tracking))
    }

    private static func chain(_ name: String, _ rules: [String]) -> [String] {
        let chain = "\(FilterTables.bridge) \(name)"
        return ["add chain \(chain)", "flush chain \(chain)"] + rules.map { "add rule \(chain) \($0)" }
    }

    /// From a guest, before its addresses are looked at. It is neither a DHCP server nor a router of IPv6, whatever they are.
    private static let first = [
        "ether type != { arp, ip, ip6 } drop",
        // Before it has an address.
        "ip saddr 0.0.0.0 udp sport 68 udp dport 67 accept",
        "ether type ip udp sport 67 drop",
        // Duplicate address detection, and finding routers.
        "ip6 saddr :: icmpv6 type { nd-router-solicit, nd-neighbor-solicit, mld-listener-report, mld2-listener-report } accept",
        "icmpv6 type { nd-router-advert, nd-redirect } drop",
        "ether type ip6 udp sport 547 drop",
    ]

    /// From a guest that is who it says: what it cannot do without, whatever its groups say.
    private static let asks = [
        "icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert, mld-listener-report, mld2-listener-report } accept",
        "ether type ip udp sport 68 udp dport 67 accept",
        "ether type ip6 udp sport 546 udp dport 547 accept",
    ]

    /// To a guest: what it cannot do without.
    private static let to = [
        "ether type arp accept",
        "ether type != { ip, ip6 } drop",
        "icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, mld-listener-query } accept",
        // Only services answer from these ports: guests are kept from them where they send.
        "udp sport 67 udp dport 68 accept",
        "udp sport 547 udp dport 546 accept",
    ]

    private static func state(_ tracking: Tracking) -> [String] {
        ["\(tracking.established) accept", "\(tracking.invalid) drop"]
    }
}
