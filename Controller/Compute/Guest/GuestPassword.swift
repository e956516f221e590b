import Core
import Store

/// The password that a guest has made for its administrator and told the metadata service, encrypted with the server's key as its
/// tools have it. A guest tells it once; the API shows it, and clears it.
enum GuestPassword {
    /// Bytes, as upstream has it.
    static let maximumSize = 1020

    static func find(_ s: Snapshot, _ id: ServerID) throws -> String? {
        try s.value("SELECT password FROM compute_server_password WHERE server_id = \(id)")
    }

    /// - Returns: false where there is one already.
    static func set(_ tx: Transaction, _ id: ServerID, _ password: String) throws -> Bool {
        try tx.execute(
            """
            INSERT INTO compute_server_password (server_id, password) VALUES (\(id), \(password))
            ON CONFLICT (server_id) DO NOTHING
            """) == 1
    }

    static func clear(_ tx: Transaction, _ id: ServerID) throws {
        try tx.execute("DELETE FROM compute_server_password WHERE server_id = \(id)")
    }
}
