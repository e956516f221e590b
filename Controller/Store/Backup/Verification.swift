/// What a database that has been verified holds.
public struct Verification: Sendable, Hashable {
    /// How many rows each table has.
    public let rows: [String: Int]
    /// The names of the migrations that it has, in the order of the alphabet.
    public let migrations: [String]
    public let bytes: Int
}
