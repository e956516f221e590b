/// Runs statements on one connection to a database, of either engine. Used by one thread at a time.
protocol Connection {
    /// The rows of a query; of a statement that changes rows, those of its RETURNING clause.
    func rows(_ sql: SQL, limit: Int) throws -> [Row]

    /// What `read` makes of each row of a query.
    func rows<T>(_ sql: SQL, _ read: (inout RowReader) throws -> T) throws -> [T]

    /// Runs a statement to its end.
    ///
    /// - Returns: how many rows the statement itself changed, without those that triggers and foreign keys changed.
    @discardableResult
    func execute(_ sql: SQL) throws -> Int

    /// Runs a statement whose answer nobody needs, such as a savepoint: where each answer costs a way over the network,
    /// together with the next statement, which then throws for both.
    func executeSoon(_ sql: SQL) throws

    /// True while no transaction is open; also after the database has undone one by itself (a full disk, for example).
    var isIdle: Bool { get }

    /// True if the open transaction can only be undone, such as after an error that its body has caught and kept to itself.
    var isFailed: Bool { get }

    /// True if the transaction, or the connection itself, was lost through nobody's fault: all of it may be run again.
    var isLost: Bool { get }

    /// True if a commit would fail because of a deferred foreign key.
    var owesForeignKeys: Bool { get }
}

extension Connection {
    func rows(_ sql: SQL) throws -> [Row] { try rows(sql, limit: .max) }
}
