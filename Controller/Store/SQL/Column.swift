/// One value of the row that is being read. It is read as what it is wanted to be, without a copy in between: long lists feel
/// each one.
public struct Column {
    enum Source {
        /// A statement of SQLite that stands at the row.
        case sqlite(OpaquePointer)
        /// An answer of PostgreSQL, and which of its rows.
        case postgres(OpaquePointer, row: Int32)
    }

    let source: Source
    let index: Int32

    var isNull: Bool {
        switch source {
        case .sqlite(let statement): SQLiteColumn(statement: statement, index: index).isNull
        case .postgres(let result, let row): PostgresColumn(result: result, row: row, index: index).isNull
        }
    }

    /// Nil where it is something else.
    var integer: Int64? {
        switch source {
        case .sqlite(let statement): SQLiteColumn(statement: statement, index: index).integer
        case .postgres(let result, let row): PostgresColumn(result: result, row: row, index: index).integer
        }
    }

    /// Nil where it is something else.
    var text: String? {
        switch source {
        case .sqlite(let statement): SQLiteColumn(statement: statement, index: index).text
        case .postgres(let result, let row): PostgresColumn(result: result, row: row, index: index).text
        }
    }

    var value: SQLValue {
        switch source {
        case .sqlite(let statement): SQLiteColumn(statement: statement, index: index).value
        case .postgres(let result, let row): PostgresColumn(result: result, row: row, index: index).value
        }
    }

    var name: String {
        switch source {
        case .sqlite(let statement): SQLiteColumn(statement: statement, index: index).name
        case .postgres(let result, let row): PostgresColumn(result: result, row: row, index: index).name
        }
    }
}
