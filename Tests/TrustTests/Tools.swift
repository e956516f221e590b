import Core
import Crypto
import Glibc
import SwiftASN1
@_spi(FixedExpiryValidationTime) import X509

@testable import Trust

/// A state directory of its own, removed at the end.
final class TemporaryState {
    let directory: StateDirectory

    init() throws {
        var template = Array("/tmp/apus-trust-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno.last }
        directory = StateDirectory(String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        try directory.create()
    }

    deinit {
        for path in [directory.caCertificate, directory.caKey, directory.serverCertificate, directory.serverKey] { unlink(path) }
        for path in ["ca", "tls", "keys/fernet", "keys", "policy", "run", "log"] { rmdir("\(directory.path)/\(path)") }
        rmdir(directory.path)
    }
}

let now = Timestamp(seconds: 1_800_000_000)
let day = Duration.seconds(86_400)

/// The DER of a certificate request.
func request(_ name: String, key: P256.Signing.PrivateKey = P256.Signing.PrivateKey()) throws -> [UInt8] {
    try request(DistinguishedName { CommonName(name) }, key: Certificate.PrivateKey(key))
}

func request(_ subject: DistinguishedName, key: Certificate.PrivateKey) throws -> [UInt8] {
    let extensions = try Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        SubjectAlternativeNames([.dnsName("controller.example.org")])
    }
    let request = try CertificateSigningRequest(
        version: .v1, subject: subject, privateKey: key,
        attributes: CertificateSigningRequest.Attributes([.init(ExtensionRequest(extensions: extensions))]))
    var serializer = DER.Serializer()
    try serializer.serialize(request)
    return serializer.serializedBytes
}

/// Whether a verifier that trusts only the authority accepts the certificate at that time.
func verifies(_ certificate: Certificate, by authority: CertificateAuthority, at time: Timestamp = now) async -> Bool {
    var verifier = Verifier(rootCertificates: CertificateStore([authority.certificate])) {
        RFC5280Policy(fixedExpiryValidationTime: time.date)
    }
    guard case .validCertificate = await verifier.validate(leaf: certificate, intermediates: CertificateStore()) else {
        return false
    }
    return true
}

/// The code of the fault that `body` throws.
func code(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch {
        return (error as? Fault)?.code
    }
}
