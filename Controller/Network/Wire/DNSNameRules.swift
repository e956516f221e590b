import Core

/// Names for DNS in attributes (RFC 1035, RFC 1123).
enum DNSNameRules {
    /// A domain has to end with a dot, or be empty.
    static func domain(_ reader: AttributeReader) throws -> String? {
        guard let domain = try reader.text("dns_domain") else { return nil }
        guard !domain.isEmpty else { return domain }
        guard domain.hasSuffix("."), isName(domain.dropLast()) else {
            throw NetworkRefusal.attribute(
                "dns_domain",
                "'\(domain)' not a valid PQDN or FQDN. Reason: '\(domain)' is not a FQDN, or has a label that is not valid")
        }
        return domain
    }

    static func name(_ reader: AttributeReader) throws -> String? {
        guard let name = try reader.text("dns_name") else { return nil }
        let plain = name.hasSuffix(".") ? name.dropLast() : name[...]
        guard name.isEmpty || isName(plain) else {
            throw NetworkRefusal.attribute("dns_name", "'\(name)' not a valid PQDN or FQDN. Reason: a label is not valid")
        }
        return name.lowercased()
    }

    private static func isName(_ name: Substring) -> Bool {
        name.utf8.count <= 255 && name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isLabel)
    }

    private static func isLabel(_ label: Substring) -> Bool {
        let bytes = label.utf8
        guard (1...63).contains(bytes.count), bytes.first != UInt8(ascii: "-"), bytes.last != UInt8(ascii: "-") else {
            return false
        }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }
}
