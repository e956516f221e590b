public import Core
import Crypto
import Glibc
import X509

/// The controller's own certificate and key, which both its listeners show.
///
/// It is looked at whenever the controller starts, and made anew with a new key when `renewal` says so. Clients and agents
/// trust the authority, so that nobody notices. The key is written first: killed in between, key and certificate do not
/// belong together, which is itself a reason to renew.
public enum ServerCertificate {
    /// Less than this left, and it is renewed.
    public static let margin = Duration.seconds(30 * 86_400)

    public enum Renewal: Sendable, Equatable {
        case keep
        case issue(reason: String)
    }

    /// Makes sure that the certificate on disk is good for these names.
    ///
    /// - Returns: what had to be done, and why.
    @discardableResult
    public static func ensure(
        in directory: StateDirectory, authority: CertificateAuthority, names: [String], now: Timestamp
    ) throws -> Renewal {
        let key = try KeyFile.read(directory.serverKey)
        let current = try? CertificateFile.read(directory.serverCertificate)?.first
        let renewal = renewal(of: current, key: key, authority: authority, names: names, now: now)
        if renewal != .keep { try issue(in: directory, authority: authority, names: names, now: now) }
        return renewal
    }

    /// The decision, without the files.
    static func renewal(
        of certificate: Certificate?, key: P256.Signing.PrivateKey?, authority: CertificateAuthority, names: [String],
        now: Timestamp
    ) -> Renewal {
        guard let certificate, let key else { return .issue(reason: "there is none") }
        guard certificate.publicKey == Certificate.PublicKey(key.publicKey) else {
            return .issue(reason: "it does not belong to its key")
        }
        guard authority.certificate.publicKey.isValidSignature(certificate.signature, for: certificate) else {
            return .issue(reason: "another authority has signed it")
        }
        guard now >= certificate.notBefore else { return .issue(reason: "it is not yet valid") }
        guard certificate.notAfter - now >= margin else {
            return .issue(reason: "it expires at \(certificate.notAfter.iso8601(.seconds))")
        }
        guard SubjectNames.texts(of: certificate) == Set(names.map(SubjectNames.canonical)) else {
            return .issue(reason: "the names of this machine have changed")
        }
        return .keep
    }

    private static func issue(
        in directory: StateDirectory, authority: CertificateAuthority, names: [String], now: Timestamp
    ) throws {
        let key = P256.Signing.PrivateKey()
        let certificate = try authority.serverCertificate(names: names, key: key.publicKey, now: now)
        try KeyFile.write(key, to: directory.serverKey)
        let chain = try CertificateFile.pem([certificate, authority.certificate])
        try DurableFile.write(Array(chain.utf8), to: directory.serverCertificate, mode: 0o644)
    }
}
