/// The IP protocol of a rule: a name that the API knows, or a number (IANA, "Protocol Numbers").
struct RuleProtocol: Sendable, Equatable {
    /// As the API shows it.
    let text: String
    /// Nil where any protocol is meant.
    let number: Int?

    /// Nil for what is neither a known name nor a number from 0 to 255.
    init?(_ text: String) {
        let text = text.lowercased()
        if let number = Self.numbers[text] {
            self.text = text
            self.number = number
        } else if let number = Int(text), (0...255).contains(number) {
            self.text = String(number)
            self.number = number == 0 ? nil : number
        } else if text == "any" {
            self.text = text
            number = nil
        } else {
            return nil
        }
    }

    static let icmpv6 = "ipv6-icmp"

    /// In alphabetical order.
    static var names: [String] { (Array(numbers.keys) + ["any"]).sorted() }

    static let numbers: [String: Int] = [
        "ah": 51, "dccp": 33, "egp": 8, "esp": 50, "gre": 47, "icmp": 1, "icmpv6": 58, "igmp": 2, "ipip": 4, "ipv6-encap": 41,
        "ipv6-frag": 44, icmpv6: 58, "ipv6-nonxt": 59, "ipv6-opts": 60, "ipv6-route": 43, "ospf": 89, "pgm": 113,
        "rsvp": 46, "sctp": 132, "tcp": 6, "udp": 17, "udplite": 136, "vrrp": 112,
    ]

    var hasPorts: Bool { number.map { [6, 17, 33, 132, 136].contains($0) } ?? false }
    var isICMP: Bool { number == 1 || number == 58 }
    /// Exists in IPv6 alone.
    var isIPv6Only: Bool { number.map { [41, 43, 44, 58, 59, 60].contains($0) } ?? false }
}
