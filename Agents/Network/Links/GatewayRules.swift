import Netlink

/// How this host lets a provider network out through its own addresses: pure.
enum GatewayRules {
    /// What only passes a bridge of guests comes by here as well (br_netfilter), and is none of this.
    static func text(bridge: String, network: IPPrefix) -> String {
        let table = table(bridge)
        let family = network.address.isV6 ? "ip6" : "ip"
        return """
            add table \(table)
            delete table \(table)
            add table \(table)
            add chain \(table) postrouting { type nat hook postrouting priority srcnat ; }
            add rule \(table) postrouting \(family) saddr \(network) oifname != "\(bridge)" oifname != "brq*" masquerade

            """
    }

    static func removal(bridge: String) -> String {
        "add table \(table(bridge))\ndelete table \(table(bridge))\n"
    }

    private static func table(_ bridge: String) -> String { "inet apus_gateway_\(nftName(bridge))" }
}
