import Core

/// The name of a host (RFC 1123 §2.1): labels of letters, digits and inner hyphens, joined by dots, in lower case.
public enum HostName {
    /// A host's name is the common name of its certificate, which X.509 limits to 64 characters.
    public static let maximumLength = 64

    public static func isValid(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= maximumLength else { return false }
        return name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isLabel)
    }

    /// - Throws: `Fault` 400 HOST-NAME-INVALID.
    public static func check(_ name: String) throws {
        guard isValid(name) else {
            throw Fault(
                .badRequest, code: "HOST-NAME-INVALID", "'\(name.prefix(80))' is no host name",
                hint: "Use lower-case letters, digits and hyphens, at most 64 characters: node1 or node1.example.org.")
        }
    }

    private static func isLabel(_ label: Substring.UTF8View.SubSequence) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
            && label.allSatisfy { isLetterOrDigit($0) || $0 == hyphen }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
