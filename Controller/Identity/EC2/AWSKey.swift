internal import Crypto
internal import FoundationEssentials

/// The key by which one secret signs for one day, region and service (AWS General Reference, signature version 4).
struct AWSKey: Sendable {
    static let algorithm = "AWS4-HMAC-SHA256"

    private let bytes: [UInt8]

    init(_ secret: String, date: String, region: String, service: String) {
        bytes = [date, region, service, "aws4_request"].reduce(Array("AWS4\(secret)".utf8)) { Self.code($0, $1) }
    }

    func signature(of text: String) -> String { Self.hex(Self.code(bytes, text)) }

    static func code(_ key: [UInt8], _ text: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
