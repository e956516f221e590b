import Core
public import Crypto

/// A private key in PEM (PKCS #8, RFC 5958) in a file that only its owner can read.
public enum KeyFile {
    public static func write(_ key: P256.Signing.PrivateKey, to path: String) throws {
        try DurableFile.write(Array(key.pemRepresentation.utf8) + [UInt8(ascii: "\n")], to: path, mode: 0o600)
    }

    /// The key, or nil if there is no such file.
    ///
    /// - Throws: `Fault` TRUST-KEY-MODE if anybody but the owner may read or write it, TRUST-KEY-UNREADABLE if it holds no
    ///   EC P-256 key.
    public static func read(_ path: String) throws -> P256.Signing.PrivateKey? {
        try checkMode(path)
        guard let bytes = try DurableFile.read(path) else { return nil }
        do {
            return try P256.Signing.PrivateKey(pemRepresentation: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw Fault(
                .internalError, code: "TRUST-KEY-UNREADABLE", "\(path) holds no EC P-256 key in PEM",
                hint: "Restore the file from a backup.", cause: error)
        }
    }

    /// A file that is not there passes.
    public static func checkMode(_ path: String) throws {
        guard let status = FileStatus(path), status.isOpenToOthers else { return }
        throw Fault(
            .internalError, code: "TRUST-KEY-MODE",
            "The key \(path) is open to others (mode \(String(status.permissions, radix: 8)))",
            hint: "If nobody else has read it: chmod 600 \(path)")
    }
}
