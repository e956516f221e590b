/// A join token as the controller prints it: `apus1.<id>.<secret>.<SHA-256 of the controller's CA certificate, hex>`.
///
/// The last part lets the host trust the right controller without having seen it before.
public struct JoinToken: Sendable, Equatable {
    public let id: String
    public let secret: String
    /// SHA-256 of the certificate's DER, 32 bytes.
    public let pin: [UInt8]

    /// - Throws: `AgentFault` where the text is not a join token.
    public init(_ text: String) throws {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0] == "apus1", !parts[1].isEmpty, !parts[2].isEmpty, let pin = Self.bytes(hex: parts[3]),
            pin.count == 32
        else {
            throw AgentFault(
                "JOIN-TOKEN-MALFORMED", "This is not a join token: it should look like apus1.ID.SECRET.FINGERPRINT.",
                hint: "Copy the whole token that the controller printed, without line breaks.")
        }
        id = parts[1]
        secret = parts[2]
        self.pin = pin
    }

    /// What the controller is sent.
    var credential: String { "\(id).\(secret)" }

    private static func bytes(hex: String) -> [UInt8]? {
        let digits = hex.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}
