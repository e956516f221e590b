internal import GRDBSQLite

/// One value of the row that a statement of SQLite stands at.
struct SQLiteColumn {
    let statement: OpaquePointer
    let index: Int32

    var isNull: Bool { sqlite3_column_type(statement, index) == SQLITE_NULL }

    var integer: Int64? {
        sqlite3_column_type(statement, index) == SQLITE_INTEGER ? sqlite3_column_int64(statement, index) : nil
    }

    var text: String? {
        guard sqlite3_column_type(statement, index) == SQLITE_TEXT else { return nil }
        return String(decoding: bytes(sqlite3_column_text(statement, index)), as: UTF8.self)
    }

    var value: SQLValue {
        switch sqlite3_column_type(statement, index) {
        case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, index))
        case SQLITE_FLOAT: .real(sqlite3_column_double(statement, index))
        case SQLITE_TEXT: .text(String(decoding: bytes(sqlite3_column_text(statement, index)), as: UTF8.self))
        case SQLITE_BLOB: .blob(Array(bytes(sqlite3_column_blob(statement, index))))
        default: .null
        }
    }

    var name: String { sqlite3_column_name(statement, index).map { String(cString: $0) } ?? "" }

    /// The bytes are SQLite's and change with the next step. The pointer has to be asked for before the length.
    private func bytes(_ start: UnsafeRawPointer?) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(statement, index)))
    }
}
