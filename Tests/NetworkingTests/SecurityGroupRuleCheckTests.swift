import Core
import Testing

@testable import Networking

/// Which rules make sense by themselves.
struct SecurityGroupRuleCheckTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let type: String?
        let change: @Sendable (inout SecurityGroupRule) -> Void

        init(_ name: String, _ type: String? = nil, _ change: @escaping @Sendable (inout SecurityGroupRule) -> Void) {
            self.name = name
            self.type = type
            self.change = change
        }

        var testDescription: String { name }
    }

    static let rule = SecurityGroupRule(
        id: .random(), projectID: ProjectID("demo"), groupID: .random(), direction: .ingress, etherType: .ipv4,
        description: "", createdAt: Timestamp(seconds: 0))

    private static func ports(_ name: String, _ least: Int?, _ greatest: Int?) -> @Sendable (inout SecurityGroupRule) -> Void {
        { rule in
            rule.ipProtocol = RuleProtocol(name)
            rule.portMin = least
            rule.portMax = greatest
        }
    }

    static let cases = [
        Case("anything") { _ in },
        Case("a port", nil, ports("tcp", 22, 22)),
        Case("a range", nil, ports("17", 1, 65_535)),
        Case("a range of sctp", nil, ports("sctp", 5, 6)),
        Case("range upside down", "SecurityGroupInvalidPortRange", ports("tcp", 23, 22)),
        Case("half a range", "SecurityGroupInvalidPortRange", ports("tcp", 22, nil)),
        Case("the other half", "SecurityGroupInvalidPortRange", ports("tcp", nil, 22)),
        Case("port zero", "SecurityGroupInvalidPortValue", ports("udp", 0, 22)),
        Case("ports of gre", "SecurityGroupInvalidProtocolForPort", ports("gre", 1, 2)),
        Case("ports of anything", "SecurityGroupProtocolRequiredWithPorts", ports("any", 1, 2)),
        Case("ports without protocol", "SecurityGroupProtocolRequiredWithPorts") { $0.portMin = 1 },
        Case("echo", nil, ports("icmp", 8, 0)),
        Case("type of icmp alone", nil, ports("1", 8, nil)),
        Case("code of icmp alone", "SecurityGroupMissingIcmpType", ports("icmp", nil, 0)),
        Case("type that icmp has not", "SecurityGroupInvalidIcmpValue", ports("icmp", 256, nil)),
        Case("code that icmp has not", "SecurityGroupInvalidIcmpValue", ports("icmp", 8, 300)),
        Case("ipv6-icmp in IPv4", "SecurityGroupEthertypeConflictWithProtocol", ports("ipv6-icmp", nil, nil)),
        Case("58 in IPv4", "SecurityGroupEthertypeConflictWithProtocol", ports("58", nil, nil)),
        Case("a prefix") { $0.remotePrefix = "10.0.0.0/8" },
        Case("no prefix", "InvalidCIDR") { $0.remotePrefix = "10.0.0.0/33" },
        Case("a prefix of IPv6 in IPv4", "SecurityGroupRuleParameterConflict") { $0.remotePrefix = "2001:db8::/32" },
        Case("prefix and group", "SecurityGroupMultipleRemoteEntites") {
            $0.remotePrefix = "10.0.0.0/8"
            $0.remoteGroupID = .random()
        },
    ]

    @Test(arguments: cases) func rule(_ test: Case) throws {
        var rule = Self.rule
        test.change(&rule)
        do {
            _ = try RuleCheck.checked(rule)
            #expect(test.type == nil)
        } catch let fault as Fault {
            #expect(fault.type == test.type)
            #expect(fault.kind == .badRequest)
        }
    }

    @Test func ruleIsStoredInItsOneForm() throws {
        var rule = Self.rule
        rule.remotePrefix = "10.0.0.7"
        #expect(try RuleCheck.checked(rule).remotePrefix == "10.0.0.7/32")
        rule.remotePrefix = "10.0.0.7/24"
        #expect(try RuleCheck.checked(rule).remotePrefix == "10.0.0.7/24")
        #expect(try RuleCheck.checked(rule).remoteNetwork?.description == "10.0.0.0/24")
        rule.remotePrefix = nil
        rule.etherType = .ipv6
        for name in ["icmp", "icmpv6", "1", "58"] {
            rule.ipProtocol = RuleProtocol(name)
            #expect(try RuleCheck.checked(rule).ipProtocol?.text == "ipv6-icmp")
        }
    }

    @Test(arguments: [("tcp", 6), ("TCP", 6), ("6", 6), ("vrrp", 112), ("255", 255), ("any", nil), ("0", nil)])
    func protocols(_ text: String, _ number: Int?) {
        #expect(RuleProtocol(text) != nil)
        #expect(RuleProtocol(text)?.number == number)
    }

    @Test(arguments: ["", "256", "-1", "tcpp", "6.0"]) func noProtocols(_ text: String) {
        #expect(RuleProtocol(text) == nil)
    }

    @Test func rulesOfOneEffectAreEqual() {
        var one = Self.rule, other = Self.rule
        one.ipProtocol = RuleProtocol("6")
        other.ipProtocol = RuleProtocol("tcp")
        one.remotePrefix = "0.0.0.0/0"
        other.description = "of another mind"
        #expect(one.effect == other.effect)
        other.remotePrefix = "10.0.0.0/8"
        #expect(one.effect != other.effect)
    }
}
