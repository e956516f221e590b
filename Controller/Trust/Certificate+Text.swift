public import Core
import Crypto
import FoundationEssentials
import SwiftASN1
public import X509

extension Certificate {
    /// The serial number as hexadecimal digits without leading zeros.
    public var serialText: String { serialNumber.text }

    public var notBefore: Timestamp { Timestamp(notValidBefore) }
    public var notAfter: Timestamp { Timestamp(notValidAfter) }

    /// SHA-256 of the DER, 64 hexadecimal digits.
    public var fingerprint: String {
        get throws {
            var serializer = DER.Serializer()
            try serializer.serialize(self)
            return Hex.text(SHA256.hash(data: serializer.serializedBytes))
        }
    }
}

extension Certificate.SerialNumber {
    public var text: String { String(Hex.text(bytes).trimmingPrefix { $0 == "0" }) }
}

extension DistinguishedName {
    /// The one common name; nil if there is none or more than one.
    var commonName: String? {
        let names = lazy.flatMap { $0 }.filter { $0.type == .RDNAttributeType.commonName }
        guard let name = names.first, names.count == 1 else { return nil }
        return String(name.value)
    }
}

extension Timestamp {
    init(_ date: Date) { self.init(microseconds: Int64((date.timeIntervalSince1970 * 1_000_000).rounded())) }

    var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }
}

enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
