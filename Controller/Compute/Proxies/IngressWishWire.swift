import Core
import Networking

/// `security_group_rule` of a request: numbers may be text, a rule without source is for all of IPv4, and ports of −1 are none.
enum IngressWishWire {
    static func read(_ input: Input) throws -> SecurityGroups.IngressWish {
        var wish = SecurityGroups.IngressWish()
        if let group = input.optional("group_id"), !group.json.isNull { wish.remoteGroup = SecurityGroupID(try group.uuid()) }
        if wish.remoteGroup == nil { wish.prefix = try prefix(input) }
        let name = try input.optional("ip_protocol").flatMap { $0.json.isNull ? nil : try $0.text() }
        guard let name else {
            guard wish.remoteGroup != nil else { throw incomplete }
            return wish
        }
        guard ["tcp", "udp", "icmp"].contains(name.lowercased()) else { throw Refusal.invalid("Invalid IP protocol \(name).") }
        wish.protocolName = name.lowercased()
        let (from, to) = (try port(input, "from_port"), try port(input, "to_port"))
        guard let from, let to else {
            guard wish.remoteGroup != nil, from == nil, to == nil else { throw incomplete }
            return wish
        }
        try check(name.uppercased(), from, to)
        if from >= 0 { (wish.portMin, wish.portMax) = (from, to >= 0 ? to : nil) }
        return wish
    }

    private static let incomplete = Refusal.invalid("Not enough parameters to build a valid rule.")

    private static func prefix(_ input: Input) throws -> String {
        guard let member = input.optional("cidr"), let text = member.json.string, !text.isEmpty else { return "0.0.0.0/0" }
        guard let network = CIDR(text), text.contains("/") else { throw Refusal.invalid("Invalid cidr \(text).") }
        guard network.prefixLength > 0 || ["0.0.0.0/0", "::/0"].contains(text) else {
            throw Refusal.invalid("Bad prefix for network in cidr \(text)")
        }
        return text
    }

    private static func port(_ input: Input, _ name: String) throws -> Int? {
        guard let member = input.optional(name), !member.json.isNull else { return nil }
        guard let number = member.json.int ?? member.json.string.flatMap({ Int64($0) }) else {
            throw Refusal.invalid("Invalid input received: To and From ports must be integers")
        }
        return Int(clamping: number)
    }

    private static func check(_ name: String, _ from: Int, _ to: Int) throws {
        func invalid(_ why: String) -> Fault { Refusal.invalid("Invalid port range \(from):\(to). \(why)") }
        if name == "ICMP" {
            guard (-1...255).contains(from), (-1...255).contains(to) else {
                throw invalid("For ICMP, the type:code must be valid")
            }
            return
        }
        guard from <= to else { throw invalid("Former value cannot be greater than the later") }
        guard from >= 1, to <= 65_535 else { throw invalid("Valid \(name) ports should be between 1-65535") }
    }
}
