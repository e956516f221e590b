internal import Core
internal import GRDB

extension SQLiteEngine {
    // A transaction that cannot be ended, as on a failing disk, is the store's own to deal with: GRDB would end the process.

    /// A pool on `path`, durable; only its writer is used (see `SQLiteReaders`).
    static func open(_ path: String) throws -> DatabasePool {
        try DatabaseFile.create(path)
        return try translatingErrors {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.allowsUnsafeTransactions = true
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction(makeDurable)
            return pool
        }
    }

    /// GRDB sets `synchronous` to NORMAL when it switches to WAL, after all of its own hooks: a power cut would then undo
    /// commits that were answered. So it is set after the opening, and read back.
    private static func makeDurable(_ database: Database) throws {
        let connection = SQLiteConnection(database: database)
        try connection.execute("PRAGMA synchronous = FULL")
        guard try connection.pragma("synchronous") == .integer(2), try connection.pragma("journal_mode") == .text("wal"),
            try connection.pragma("foreign_keys") == .integer(1)
        else {
            throw Fault(
                .internalError, code: "STORE-NOT-DURABLE", "The database refuses to be durable.",
                hint: "Keep it on a local file system: WAL needs shared memory.")
        }
    }

    /// A reader beside whoever has the database open.
    static func openReadOnly(_ path: String) throws -> DatabaseQueue {
        guard DatabaseFile.exists(path) else {
            throw Fault(.notFound, code: "STORE-NOT-FOUND", "There is no database at \(path).")
        }
        return try translatingErrors {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            configuration.allowsUnsafeTransactions = true
            return try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    /// GRDB's own errors never leave the store.
    static func translatingErrors<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw error.translated()
        }
    }
}

extension SQLiteConnection {
    func pragma(_ name: String) throws -> SQLValue? {
        try rows(SQL(text: "PRAGMA \(name)")).first?.values.first
    }
}
