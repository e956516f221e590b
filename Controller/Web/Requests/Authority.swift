import HTTPTypes

/// The address under which a client reached us; every link in an answer starts with it. It comes from the client, so that
/// only what can be a host name, an address and a port is accepted.
struct Authority: Sendable, Equatable {
    let secure: Bool
    /// `host` or `host:port`.
    let name: String

    init?(secure: Bool, name: String) {
        guard Self.isValid(name) else { return nil }
        self.secure = secure
        self.name = name
    }

    var origin: String { (secure ? "https://" : "http://") + name }

    /// RFC 3986 §3.2.2 without user information and percent-encoding: a registered name, an IPv4 or a bracketed IPv6 address.
    static func isValid(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard (1...262).contains(bytes.count) else { return false }
            if bytes[0] == UInt8(ascii: "[") {
                guard let end = bytes.firstIndex(of: UInt8(ascii: "]")), end > 2 else { return false }
                return bytes[1..<end].allSatisfy(isAddressByte) && isPort(bytes[(end + 1)...])
            }
            let end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
            return end > 0 && bytes[..<end].allSatisfy(isNameByte) && isPort(bytes[end...])
        }
    }

    private static func isPort(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let first = bytes.first else { return true }
        return first == UInt8(ascii: ":") && (2...6).contains(bytes.count) && bytes.dropFirst().allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20) || byte == UInt8(ascii: ":")
            || byte == UInt8(ascii: ".")
    }
}
