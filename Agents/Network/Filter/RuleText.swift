import AgentProtocol
import Netlink

/// One rule of a security group as nft(8) reads it, without its verdict. Pure.
enum RuleText {
    /// Nil for a rule that cannot be understood: nothing opens by mistake.
    static func make(_ rule: Apus_Agent_V1_SecurityRule) -> String? {
        guard rule.ipVersion == 4 || rule.ipVersion == 6, let remote = remote(rule) else { return nil }
        guard !rule.protocol.isEmpty else { return remote }
        guard let number = number(rule.protocol, version: rule.ipVersion) else { return nil }
        guard let detail = detail(rule, number) else { return nil }
        return remote + " meta l4proto \(number)" + detail
    }

    private static func remote(_ rule: Apus_Agent_V1_SecurityRule) -> String? {
        let family = rule.ipVersion == 6 ? "ip6" : "ip"
        let field = "\(family) \(rule.ingress ? "saddr" : "daddr")"
        if !rule.remoteGroup.isEmpty { return "\(field) @m\(rule.ipVersion)_\(nftName(rule.remoteGroup))" }
        guard !rule.remotePrefix.isEmpty else { return "ether type \(family)" }
        guard let prefix = IPPrefix(rule.remotePrefix), prefix.address.isV6 == (rule.ipVersion == 6) else { return nil }
        return prefix.length == 0 ? "ether type \(family)" : "\(field) \(prefix.network)"
    }

    private static func detail(_ rule: Apus_Agent_V1_SecurityRule, _ number: UInt8) -> String? {
        guard rule.hasPorts_p else { return "" }
        if number == 1 || number == 58 {
            let name = number == 1 ? "icmp" : "icmpv6"
            guard let type = UInt8(exactly: rule.portMin) else { return nil }
            guard let code = UInt8(exactly: rule.portMax) else { return " \(name) type \(type)" }
            return " \(name) type \(type) \(name) code \(code)"
        }
        guard let first = UInt16(exactly: rule.portMin), let last = UInt16(exactly: rule.portMax), first <= last else {
            return nil
        }
        return first == last ? " th dport \(first)" : " th dport \(first)-\(last)"
    }

    /// By the names of the API (security group rules, "protocol") and IANA's numbers.
    static func number(_ name: String, version: UInt32) -> UInt8? {
        if let number = UInt8(name) { return number == 1 && version == 6 ? 58 : number }
        // Clients say "icmp" for both.
        if version == 6, name == "icmp" { return 58 }
        return numbers[name]
    }

    private static let numbers: [String: UInt8] = [
        "icmp": 1, "igmp": 2, "ipip": 4, "ipv4": 4, "tcp": 6, "egp": 8, "udp": 17, "dccp": 33, "ipv6-encap": 41, "ipv6-route": 43,
        "ipv6-frag": 44, "rsvp": 46, "gre": 47, "esp": 50, "ah": 51, "icmpv6": 58, "ipv6-icmp": 58, "ipv6-nonxt": 59,
        "ipv6-opts": 60, "ospf": 89, "vrrp": 112, "pgm": 113, "sctp": 132, "udplite": 136,
    ]
}
