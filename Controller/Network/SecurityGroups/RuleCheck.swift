import Core

/// Tells whether a rule makes sense by itself, in the order and the words in which clients know the refusals.
enum RuleCheck {
    /// - Returns: the rule as it is stored: ICMP of IPv6 by its own name, the prefix with its length.
    static func checked(_ rule: SecurityGroupRule) throws -> SecurityGroupRule {
        var rule = rule
        if rule.etherType == .ipv6, let number = rule.ipProtocol?.number, [1, 58].contains(number) {
            rule.ipProtocol = RuleProtocol(RuleProtocol.icmpv6)
        }
        try checkPorts(rule)
        if rule.etherType == .ipv4, let ipProtocol = rule.ipProtocol, ipProtocol.isIPv6Only {
            throw SecurityGroupRefusal.etherType(rule.etherType, of: ipProtocol)
        }
        guard rule.remotePrefix == nil || rule.remoteGroupID == nil else { throw SecurityGroupRefusal.severalRemotes }
        if let text = rule.remotePrefix {
            guard let network = CIDR(text) else { throw SecurityGroupRefusal.prefix(text) }
            guard network.family.rawValue == rule.etherType.version else {
                throw SecurityGroupRefusal.etherType(rule.etherType, conflictsWith: text)
            }
            rule.remotePrefix = text.contains("/") ? text : network.description
        }
        return rule
    }

    private static func checkPorts(_ rule: SecurityGroupRule) throws {
        guard rule.portMin != nil || rule.portMax != nil else { return }
        guard let ipProtocol = rule.ipProtocol, ipProtocol.number != nil else { throw SecurityGroupRefusal.portsWithoutProtocol }
        if ipProtocol.hasPorts { return try checkRange(rule) }
        guard ipProtocol.isICMP else { throw SecurityGroupRefusal.ports(of: ipProtocol) }
        try checkICMP(rule)
    }

    private static func checkRange(_ rule: SecurityGroupRule) throws {
        for port in [rule.portMin, rule.portMax] where port == 0 { throw SecurityGroupRefusal.port("0") }
        guard let least = rule.portMin, let greatest = rule.portMax, least <= greatest else {
            throw SecurityGroupRefusal.portRange
        }
    }

    private static func checkICMP(_ rule: SecurityGroupRule) throws {
        for (field, attribute, value) in [("type", "port_range_min", rule.portMin), ("code", "port_range_max", rule.portMax)] {
            guard let value else { continue }
            guard value <= 255 else { throw SecurityGroupRefusal.icmp(field, attribute, value) }
        }
        guard rule.portMin != nil else { throw SecurityGroupRefusal.icmpTypeMissing(code: rule.portMax ?? 0) }
    }
}
