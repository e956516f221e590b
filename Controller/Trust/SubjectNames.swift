import Core
import Glibc
import SwiftASN1
import X509

/// DNS names and IP addresses between their texts and a certificate.
enum SubjectNames {
    static func generalName(_ text: String) -> GeneralName {
        guard let address = addressBytes(text) else { return .dnsName(text) }
        return .ipAddress(ASN1OctetString(contentBytes: address[...]))
    }

    /// The texts of a certificate's names, addresses in their canonical form; other kinds of names are left out.
    static func texts(of certificate: Certificate) -> Set<String> {
        guard let names = try? certificate.extensions.subjectAlternativeNames else { return [] }
        return Set(names.compactMap(text))
    }

    /// The canonical text of a name, so that equal names are equal texts.
    static func canonical(_ text: String) -> String {
        addressBytes(text).flatMap(addressText) ?? text.lowercased()
    }

    private static func text(_ name: GeneralName) -> String? {
        switch name {
        case .dnsName(let name): name.lowercased()
        case .ipAddress(let address): addressText(Array(address.bytes))
        default: nil
        }
    }

    private static func addressBytes(_ text: String) -> [UInt8]? {
        var address = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &address) == 1 { return Array(address.prefix(4)) }
        return inet_pton(AF_INET6, text, &address) == 1 ? address : nil
    }

    private static func addressText(_ bytes: [UInt8]) -> String? {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
