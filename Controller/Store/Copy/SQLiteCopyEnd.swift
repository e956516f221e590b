internal import Core
internal import GRDB

/// A database file as one end of a copy.
struct SQLiteCopyEnd: CopyEnd {
    private let sqlite: SQLiteConnection

    var connection: any Connection { sqlite }

    /// Opens or makes the file, and closes it after `body`.
    static func with<T>(_ path: String, _ migrator: Migrator, _ body: (SQLiteCopyEnd) throws -> T) throws -> T {
        let lock = try LockFile(path + ".lock")
        defer { lock.release() }
        try DatabaseFile.create(path)
        let queue = try SQLiteEngine.translatingErrors { try DatabaseQueue(path: path) }
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction { database in
            let connection = SQLiteConnection(database: database)
            for pragma in ["journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"] {
                try connection.execute(SQL(text: "PRAGMA \(pragma)"))
            }
            try migrator.migrate(connection, begin: ["BEGIN IMMEDIATE"])
            // Has no effect in a transaction.
            try connection.execute("PRAGMA foreign_keys = OFF")
            return try body(SQLiteCopyEnd(sqlite: connection))
        }
    }

    func tables() throws -> [String: [String]] {
        let names: [String] = try sqlite.rows(
            """
            SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'store_%'
            """
        ).map { try $0.get("name") }
        return try Dictionary(
            uniqueKeysWithValues: names.map { name in
                let columns: [String] = try sqlite.rows("PRAGMA table_info(\(identifier: name))").map { try $0.get("name") }
                return (name, columns)
            })
    }

    func begin() throws { try sqlite.execute("BEGIN IMMEDIATE") }

    /// They are not looked at: SQLite is told so before the transaction.
    func liftReferences() throws {}

    func checkReferences() throws {
        guard let orphan = try sqlite.rows("PRAGMA foreign_key_check", limit: 1).first else { return }
        throw StoreError.foreignKey("\(try orphan.get("table") as String) refers to a row that is not there")
    }
}
