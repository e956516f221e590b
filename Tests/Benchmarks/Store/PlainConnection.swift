import GRDBSQLite

/// One connection, opened as the store opens its own. Used by one thread.
final class PlainConnection {
    struct Failure: Error {
        let message: String
    }

    private let handle: OpaquePointer

    init(_ path: String) throws {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(path, &handle, flags, nil) == SQLITE_OK, let handle else {
            throw Failure(message: "cannot open \(path)")
        }
        self.handle = handle
        sqlite3_busy_timeout(handle, 60_000)
        for pragma in ["journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"] { try run("PRAGMA \(pragma)") }
    }

    deinit {
        sqlite3_close(handle)
    }

    func run(_ sql: String) throws {
        try check(sqlite3_exec(handle, sql, nil, nil, nil), SQLITE_OK)
    }

    func prepare(_ sql: String) throws -> OpaquePointer {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil), SQLITE_OK)
        guard let statement else { throw Failure(message: "no statement: \(sql)") }
        return statement
    }

    /// One commit.
    func insert(_ statement: OpaquePointer, _ id: String, _ value: Int64) throws {
        defer { sqlite3_reset(statement) }
        sqlite3_bind_text(statement, 1, id, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
        sqlite3_bind_int64(statement, 2, value)
        try check(sqlite3_step(statement), SQLITE_DONE)
    }

    /// The second column of the row.
    func value(_ statement: OpaquePointer, _ id: String) throws -> Int64 {
        defer { sqlite3_reset(statement) }
        sqlite3_bind_text(statement, 1, id, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
        try check(sqlite3_step(statement), SQLITE_ROW)
        return sqlite3_column_int64(statement, 1)
    }

    private func check(_ code: Int32, _ expected: Int32) throws {
        guard code == expected else { throw Failure(message: String(cString: sqlite3_errmsg(handle))) }
    }
}
