import Core
import Crypto
import SwiftASN1
import X509

/// A certificate request that has been checked: well formed, signed by the key that it carries, and of the right type.
struct SigningRequest {
    let key: P256.Signing.PublicKey
    let commonName: String?

    /// - Parameter bytes: DER, or PEM text.
    init(_ bytes: [UInt8]) throws {
        let request = try Self.parse(bytes)
        guard let key = P256.Signing.PublicKey(request.publicKey) else {
            throw Fault(
                .badRequest, code: "TRUST-CSR-KEY", "The key of a certificate request must be EC P-256 (prime256v1)")
        }
        guard request.publicKey.isValidSignature(request.signature, for: request) else {
            throw Fault(
                .badRequest, code: "TRUST-CSR-SIGNATURE", "The certificate request is not signed by the key that it carries")
        }
        self.key = key
        commonName = request.subject.commonName
    }

    private static func parse(_ bytes: [UInt8]) throws -> CertificateSigningRequest {
        // A request for a P-256 key has about 250 bytes; nothing of this size is worth parsing.
        guard bytes.count <= 16_384 else { throw invalid("it is longer than 16 KiB", nil) }
        do {
            guard bytes.first == UInt8(ascii: "-") else { return try CertificateSigningRequest(derEncoded: bytes) }
            guard let text = String(validating: bytes, as: UTF8.self) else { throw invalid("it is not text", nil) }
            return try CertificateSigningRequest(pemEncoded: text)
        } catch let fault as Fault {
            throw fault
        } catch {
            throw invalid("it is neither DER nor PEM of PKCS #10", error)
        }
    }

    private static func invalid(_ reason: String, _ cause: (any Error)?) -> Fault {
        Fault(.badRequest, code: "TRUST-CSR-INVALID", "The certificate request cannot be read: \(reason)", cause: cause)
    }
}
