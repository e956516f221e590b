internal import GRDB
internal import GRDBSQLite

/// Binds, steps and reads statements on one database connection.
///
/// GRDB owns the connection and its cache of compiled statements. The values go straight to SQLite's own functions: a read is
/// on the path of every request, and each layer of boxed values between costs about as much as the query.
struct SQLiteConnection: Connection {
    let database: Database

    func rows(_ sql: SQL, limit: Int) throws -> [Row] {
        try withStatement(sql) { statement in
            // A statement that writes has to be finished, or the checks at its end would not be made.
            let limit = sqlite3_stmt_readonly(statement) == 0 ? .max : limit
            let count = sqlite3_column_count(statement)
            let columns = (0..<count).map { Column(source: .sqlite(statement), index: $0).name }
            var rows: [Row] = []
            while rows.count < limit, try step(statement, sql) {
                let values = (0..<count).map { Column(source: .sqlite(statement), index: $0).value }
                rows.append(Row(columns: columns, values: values))
            }
            return rows
        }
    }

    func rows<T>(_ sql: SQL, _ read: (inout RowReader) throws -> T) throws -> [T] {
        try withStatement(sql) { statement in
            let count = sqlite3_column_count(statement)
            var rows: [T] = []
            while try step(statement, sql) {
                var reader = RowReader(.sqlite(statement), count)
                rows.append(try read(&reader))
            }
            return rows
        }
    }

    @discardableResult
    func execute(_ sql: SQL) throws -> Int {
        try withStatement(sql) { statement in
            let before = sqlite3_total_changes64(database.sqliteConnection)
            while try step(statement, sql) {}
            let after = sqlite3_total_changes64(database.sqliteConnection)
            return before == after ? 0 : Int(sqlite3_changes64(database.sqliteConnection))
        }
    }

    func executeSoon(_ sql: SQL) throws { try execute(sql) }

    var isIdle: Bool { sqlite3_get_autocommit(database.sqliteConnection) != 0 }

    /// A statement that fails undoes itself only.
    var isFailed: Bool { false }

    /// There is one writer, which waits for its lock.
    var isLost: Bool { false }

    var owesForeignKeys: Bool {
        var current: Int32 = 0
        var highest: Int32 = 0
        sqlite3_db_status(database.sqliteConnection, SQLITE_DBSTATUS_DEFERRED_FKS, &current, &highest, 0)
        return current > 0
    }

    private func withStatement<Result>(_ sql: SQL, _ body: (SQLiteStatement) throws -> Result) throws -> Result {
        let compiled: Statement
        do {
            compiled = try database.cachedStatement(sql: sql.text)
        } catch let error as DatabaseError {
            throw error.translated(sql)
        }
        let statement = compiled.sqliteStatement
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        try bind(sql, to: statement)
        return try withExtendedLifetime(compiled) { try body(statement) }
    }

    private func bind(_ sql: SQL, to statement: SQLiteStatement) throws {
        for (index, parameter) in sql.parameters.enumerated() {
            let code = bind(parameter, to: statement, at: Int32(index + 1))
            guard code == SQLITE_OK else { throw failure(sql) }
        }
    }

    private func bind(_ value: SQLValue, to statement: SQLiteStatement, at index: Int32) -> Int32 {
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let integer): sqlite3_bind_int64(statement, index, integer)
        case .real(let real): sqlite3_bind_double(statement, index, real)
        case .text(var text):
            text.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text(statement, index, $0.baseAddress, Int32($0.count), copied)
                }
            }
        case .blob(let blob):
            blob.isEmpty
                ? sqlite3_bind_zeroblob(statement, index, 0)
                : blob.withUnsafeBytes { sqlite3_bind_blob(statement, index, $0.baseAddress, Int32($0.count), copied) }
        }
    }

    /// True while there is a row.
    private func step(_ statement: SQLiteStatement, _ sql: SQL) throws -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        default: throw failure(sql)
        }
    }

    private func failure(_ sql: SQL) -> any Error {
        let connection = database.sqliteConnection
        let message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? ""
        return sqliteFailure(code: sqlite3_extended_errcode(connection), message: message, sql: sql)
    }
}

/// Tells SQLite to copy what is bound (SQLITE_TRANSIENT, a cast that Swift cannot import).
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
