public import Core
import Crypto
import FoundationEssentials
import SwiftASN1
public import X509

/// The cloud's own certificate authority: one EC P-256 key that signs the controller's certificate and every agent's.
///
/// Theory of operation. Its two files, `ca/ca.pem` and `ca/ca.key`, are the root of all trust in this cloud: they are made
/// once, by `apus init`, and are never replaced while hosts trust them. The key is written before the certificate, so that a
/// certificate on disk always has its key; killed in between, the next `create` starts again. The authority remembers
/// nothing that it has signed: Fleet records agents' certificates, because only agents' can be revoked.
public struct CertificateAuthority: Sendable {
    /// How long the authority lives; nothing that it signs lives longer.
    public static let lifetime = Duration.seconds(10 * 365 * 86_400)

    public let certificate: Certificate
    let key: P256.Signing.PrivateKey

    /// A new authority, not yet on disk.
    ///
    /// - Parameter name: what clients see as the issuer, such as "Apus cloud on node1"; at most 64 characters count.
    public static func generate(name: String, now: Timestamp) throws -> CertificateAuthority {
        let key = P256.Signing.PrivateKey()
        let subject = try DistinguishedName { CommonName(String(name.prefix(64))) }
        let publicKey = Certificate.PublicKey(key.publicKey)
        let certificate = try Certificate(
            version: .v3, serialNumber: randomSerial(), publicKey: publicKey,
            notValidBefore: (now - backdating).date, notValidAfter: (now + lifetime).date,
            issuer: subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: publicKey)
            },
            issuerPrivateKey: Certificate.PrivateKey(key))
        return CertificateAuthority(certificate: certificate, key: key)
    }

    /// Makes an authority and writes its files.
    ///
    /// - Throws: `Fault` TRUST-EXISTS if there is a certificate already: every host trusts it.
    @discardableResult
    public static func create(in directory: StateDirectory, name: String, now: Timestamp) throws -> CertificateAuthority {
        guard try DurableFile.read(directory.caCertificate) == nil else {
            throw Fault(
                .conflict, code: "TRUST-EXISTS", "There is a certificate authority in \(directory.path) already",
                hint: "Every host of this cloud trusts it. Only `apus destroy` removes it.")
        }
        let authority = try generate(name: name, now: now)
        try KeyFile.write(authority.key, to: directory.caKey)
        try DurableFile.write(Array(try authority.pem.utf8), to: directory.caCertificate, mode: 0o644)
        return authority
    }

    /// The authority of a state directory.
    ///
    /// - Throws: `Fault` TRUST-MISSING, TRUST-UNREADABLE, TRUST-KEY-MODE (the key is readable by others), TRUST-MISMATCH.
    public static func load(from directory: StateDirectory) throws -> CertificateAuthority {
        guard let chain = try CertificateFile.read(directory.caCertificate), let certificate = chain.first else {
            throw missing(directory.caCertificate)
        }
        guard let key = try KeyFile.read(directory.caKey) else { throw missing(directory.caKey) }
        guard certificate.publicKey == Certificate.PublicKey(key.publicKey) else {
            throw Fault(
                .internalError, code: "TRUST-MISMATCH",
                "\(directory.caKey) is not the key of \(directory.caCertificate)", hint: "Restore both from one backup.")
        }
        return CertificateAuthority(certificate: certificate, key: key)
    }

    private static func missing(_ path: String) -> Fault {
        Fault(
            .notFound, code: "TRUST-MISSING", "There is no certificate authority: \(path) is missing",
            hint: "Run `apus init` for a new cloud, or restore the state directory from a backup.")
    }

    /// The certificate in PEM (RFC 7468), with a newline at its end.
    public var pem: String {
        get throws { try CertificateFile.pem([certificate]) }
    }

    /// SHA-256 of the certificate's DER, 64 hexadecimal digits: what a join token pins.
    public var fingerprint: String {
        get throws { try certificate.fingerprint }
    }

    public var notAfter: Timestamp { certificate.notAfter }
}
