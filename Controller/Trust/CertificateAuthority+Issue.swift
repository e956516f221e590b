public import Core
public import Crypto
import FoundationEssentials
import SwiftASN1
public import X509

extension CertificateAuthority {
    /// How long the controller's certificate lives.
    public static let serverLifetime = Duration.seconds(365 * 86_400)
    /// How long an agent's certificate lives: an agent that is away for longer has to join again.
    public static let agentLifetime = Duration.seconds(86_400)
    /// A certificate is valid from a little before it was made, since not every clock is right.
    static let backdating = Duration.seconds(3600)

    /// A certificate for the controller's listeners, valid for these DNS names and IP addresses.
    public func serverCertificate(
        names: [String], key: P256.Signing.PublicKey, now: Timestamp, lifetime: Duration = serverLifetime
    ) throws -> Certificate {
        try issue(
            commonName: names.first ?? "apus", alternatives: names.map(SubjectNames.generalName),
            usages: [.serverAuth], key: key, now: now, lifetime: lifetime)
    }

    /// An agent's certificate for the key of a PKCS #10 request (RFC 2986).
    ///
    /// Nothing that the request asks for is granted: subject, names, usages and lifetime are ours. Its subject must name
    /// the host all the same, so that a request that went to the wrong place is noticed.
    ///
    /// - Parameter request: DER, or PEM text.
    /// - Throws: `Fault` 400 TRUST-CSR-INVALID, TRUST-CSR-SIGNATURE, TRUST-CSR-KEY or TRUST-CSR-NAME.
    public func agentCertificate(
        request: [UInt8], host: String, now: Timestamp, lifetime: Duration = agentLifetime
    ) throws -> Certificate {
        let request = try SigningRequest(request)
        guard request.commonName == host else {
            throw Fault(
                .badRequest, code: "TRUST-CSR-NAME",
                "The certificate request is for '\(request.commonName ?? "")', but this host is '\(host)'")
        }
        return try issue(
            commonName: host,
            alternatives: [
                .uniformResourceIdentifier(AgentIdentity.uri(host)), .dnsName("\(host).\(AgentIdentity.domain)"),
            ],
            usages: [.clientAuth, .serverAuth], key: request.key, now: now, lifetime: lifetime)
    }

    private func issue(
        commonName: String, alternatives: [GeneralName], usages: [ExtendedKeyUsage.Usage], key: P256.Signing.PublicKey,
        now: Timestamp, lifetime: Duration
    ) throws -> Certificate {
        let publicKey = Certificate.PublicKey(key)
        return try Certificate(
            version: .v3, serialNumber: Self.randomSerial(), publicKey: publicKey,
            notValidBefore: (now - Self.backdating).date, notValidAfter: min(now + lifetime, notAfter).date,
            issuer: certificate.subject, subject: try DistinguishedName { CommonName(String(commonName.prefix(64))) },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage(usages)
                SubjectAlternativeNames(alternatives)
                SubjectKeyIdentifier(hash: publicKey)
                AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: certificate.publicKey).keyIdentifier)
            },
            issuerPrivateKey: Certificate.PrivateKey(self.key))
    }

    /// 128 random bits (RFC 5280 §4.1.2.2 allows up to 20 octets).
    static func randomSerial() -> Certificate.SerialNumber {
        var generator = SystemRandomNumberGenerator()
        return Certificate.SerialNumber(bytes: (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }
}
