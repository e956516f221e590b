/// How far a backup is, in pages of the database.
public struct BackupProgress: Sendable, Hashable {
    public let done: Int
    public let total: Int

    public var fraction: Double { total == 0 ? 1 : Double(done) / Double(total) }
}
