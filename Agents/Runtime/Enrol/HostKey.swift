import Crypto
import SwiftASN1
import X509

/// The host's private key (EC P-256), and the requests that it signs.
struct HostKey {
    private let key: P256.Signing.PrivateKey

    init() { key = P256.Signing.PrivateKey() }

    init(pem: String) throws { key = try P256.Signing.PrivateKey(pemRepresentation: pem) }

    var pem: String { key.pemRepresentation }

    /// A PKCS #10 request (RFC 2986) whose subject is the host's name.
    func request(host: String) throws -> CertificateSigningRequest {
        try CertificateSigningRequest(
            version: .v1, subject: DistinguishedName { CommonName(host) }, privateKey: Certificate.PrivateKey(key),
            attributes: CertificateSigningRequest.Attributes())
    }

    func requestPEM(host: String) throws -> String {
        try request(host: host).serializeAsPEM().pemString
    }

    func requestDER(host: String) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(request(host: host))
        return serializer.serializedBytes
    }
}
