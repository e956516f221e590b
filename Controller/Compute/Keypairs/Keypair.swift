import Core
import Store

/// The public half of somebody's ssh key: a row of `compute_keypair`. It belongs to a user, not to a project.
struct Keypair: Sendable, Equatable {
    let userID: UserID
    let name: String
    /// `ssh` or `x509`.
    let type: String
    /// OpenSSH's one line, or a certificate in PEM.
    let publicKey: String
    /// MD5 of the key, or SHA-1 of the certificate, in pairs of hexadecimal digits.
    let fingerprint: String
    let createdAt: Timestamp
    /// In the order of creation.
    var number: Int64 = 0
}

extension Keypair {
    init(_ row: Row) throws {
        userID = try row.get("user_id")
        name = try row.get("name")
        type = try row.get("type")
        publicKey = try row.get("public_key")
        fingerprint = try row.get("fingerprint")
        createdAt = try row.get("created_at")
        number = try row.get("number")
    }
}
