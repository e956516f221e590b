/// The tables in which all that protects guests lies, without any guest yet. Loading this again changes nothing for packets.
///
/// Theory of operation. A packet of a guest enters the bridge by its tap: `from_guests` looks up the tap and goes to the port's
/// chain, which lets through only what is the guest's own and what a security group allows out (what is the same for every guest is
/// in chains that all ports share: `GuestRules`). Where the packet leaves by a tap, `to_guests` does the same inwards. They are two base chains, so that accepting in the first says nothing about the second: one
/// packet between two guests of this host passes both. What leaves by a tunnel passes the network's chain, which keeps this
/// host's services at home. A tap that no port names is not filtered: there is none on our bridges.
enum FilterTables {
    static let bridge = "bridge apus_filter"
    static let track = "inet apus_track"
    static let guardian = "arp apus_guard"
    static let all = [bridge, track, guardian]

    static func text(_ tracking: Tracking) -> String {
        let lines = filter + GuestRules.text(tracking) + track(tracking) + closed
        return lines.joined(separator: "\n") + "\n"
    }

    static var removal: String {
        all.map { "add table \($0)\ndelete table \($0)\n" }.joined()
    }

    private static let filter = [
        "add table \(bridge)",
        "add map \(bridge) from_taps { type ifname : verdict ; }",
        "add map \(bridge) to_taps { type ifname : verdict ; }",
        "add map \(bridge) tunnels { type ifname : verdict ; }",
        "add set \(bridge) labels { type ifname ; }",
        // Behind br_netfilter (priority 0) and connection tracking.
        "add chain \(bridge) from_guests { type filter hook prerouting priority 10 ; policy accept ; }",
        "add chain \(bridge) to_guests { type filter hook postrouting priority 10 ; policy accept ; }",
        "flush chain \(bridge) from_guests",
        "add rule \(bridge) from_guests iifname vmap @from_taps",
        "flush chain \(bridge) to_guests",
        "add rule \(bridge) to_guests oifname vmap @to_taps",
        "add rule \(bridge) to_guests oifname vmap @tunnels",
    ]

    private static func track(_ tracking: Tracking) -> [String] {
        var lines = [
            "add table \(track)",
            "add set \(track) bridges { type ifname ; }",
            "add set \(track) closed { type ifname ; }",
        ]
        // Networks of different tenants may have the same addresses: each has a zone of its own.
        switch tracking {
        case .bridge:
            lines += [
                "add map \(bridge) zones { typeof meta ibrname : ct zone ; }",
                "add chain \(bridge) zone { type filter hook prerouting priority -300 ; policy accept ; }",
                "flush chain \(bridge) zone",
                "add rule \(bridge) zone ct zone set meta ibrname map @zones",
            ]
        case .marks:
            lines +=
                [
                    "add map \(track) zones { typeof iifname : ct zone ; }",
                    "add chain \(track) zone { type filter hook prerouting priority raw ; policy accept ; }",
                    "flush chain \(track) zone",
                    // The tunnels themselves are no connections.
                    "add rule \(track) zone udp dport 4789 notrack",
                    "add rule \(track) zone ct zone set iifname map @zones",
                    "add chain \(track) zone_out { type filter hook output priority raw ; policy accept ; }",
                    "flush chain \(track) zone_out",
                    "add rule \(track) zone_out udp dport 4789 notrack",
                ] + marks
        }
        return lines
    }

    private static let marks = [
        "add chain \(track) classify",
        "flush chain \(track) classify",
        "add rule \(track) classify meta mark set meta mark & 0xfffffff8",
        "add rule \(track) classify ct state established,related meta mark set meta mark or 0x1",
        "add rule \(track) classify ct state invalid meta mark set meta mark or 0x4",
        "add chain \(track) state_in { type filter hook prerouting priority mangle ; policy accept ; }",
        "flush chain \(track) state_in",
        "add rule \(track) state_in iifname @bridges jump classify",
    ]

    /// Guests do not reach the host itself by their bridge, nor what it routes to: not its addresses, not by ARP for them.
    private static let closed = [
        "add chain \(track) host { type filter hook input priority -10 ; policy accept ; }",
        "flush chain \(track) host",
        "add rule \(track) host iifname @closed drop",
        "add chain \(track) routed { type filter hook forward priority -10 ; policy accept ; }",
        "flush chain \(track) routed",
        "add rule \(track) routed iifname @closed oifname != @closed drop",
        "add table \(guardian)",
        "add set \(guardian) closed { type ifname ; }",
        "add chain \(guardian) host { type filter hook input priority -10 ; policy accept ; }",
        "flush chain \(guardian) host",
        "add rule \(guardian) host iifname @closed drop",
    ]
}
