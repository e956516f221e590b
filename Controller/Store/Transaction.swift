/// A snapshot that can be written to. What it did becomes durable, or is undone, as a whole.
public final class Transaction: Snapshot {
    /// Collected until the commit.
    private(set) var hints: [Hint] = []

    /// Runs one statement that changes rows.
    ///
    /// - Returns: how many rows it inserted, updated or deleted.
    @discardableResult
    public func execute(_ sql: SQL) throws -> Int {
        try connection.execute(sql)
    }

    /// Wakes whoever listens to the topic, after the commit; a transaction that is rolled back wakes nobody.
    public func hint(_ topic: Topic, _ id: String) {
        hints.append(Hint(topic, id))
    }
}
