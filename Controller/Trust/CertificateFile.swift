import Core
import SwiftASN1
public import X509

/// Certificates in PEM (RFC 7468), the end of the chain last.
public enum CertificateFile {
    /// The certificates of a file in their order; nil if there is no such file.
    ///
    /// - Throws: `Fault` TRUST-UNREADABLE if it holds anything else.
    public static func read(_ path: String) throws -> [Certificate]? {
        guard let bytes = try DurableFile.read(path) else { return nil }
        do {
            let chain = try parse(String(decoding: bytes, as: UTF8.self))
            guard !chain.isEmpty else { throw unreadable(path, nil) }
            return chain
        } catch let fault as Fault {
            throw fault
        } catch {
            throw unreadable(path, error)
        }
    }

    /// - Throws: whatever the parser says is wrong
    package static func parse(_ pem: String) throws -> [Certificate] {
        try PEMDocument.parseMultiple(pemString: pem).map { try Certificate(pemDocument: $0) }
    }

    public static func pem(_ chain: [Certificate]) throws -> String {
        try chain.map { try $0.serializeAsPEM().pemString + "\n" }.joined()
    }

    static func unreadable(_ path: String, _ cause: (any Error)?) -> Fault {
        Fault(
            .internalError, code: "TRUST-UNREADABLE", "\(path) holds no certificate in PEM",
            hint: "Restore the file from a backup.", cause: cause)
    }
}
