internal import Core
internal import Store

/// A secret as the database has it.
struct Sealed: Sendable, Equatable {
    let text: String
    /// Of the key that opens it.
    let keyID: String
}

extension Sealed {
    init(_ row: Row) throws {
        text = try row.get("sealed")
        keyID = try row.get("key_id")
    }
}
