internal import Core

/// Takes the values of a row one after the other, in the order in which the query names its columns.
///
/// Looking a column up by its name costs as much as reading it; a list of a thousand rows with thirty columns feels that.
public struct RowReader: ~Copyable {
    private enum Source {
        case copy(Row)
        /// A statement that stands at the row, and how many columns that has.
        case statement(OpaquePointer, count: Int32)
    }

    private let source: Source
    private var position: Int32 = 0

    init(_ row: Row) {
        source = .copy(row)
    }

    init(_ statement: OpaquePointer, _ count: Int32) {
        source = .statement(statement, count: count)
    }

    /// The next column's value.
    ///
    /// - Throws: a `Fault` when there is no further column, or its value is not a `T`.
    public mutating func next<T: SQLConvertible>(_ type: T.Type = T.self) throws -> T {
        defer { position += 1 }
        do {
            switch source {
            case .statement(let statement, let count):
                guard position < count else { throw Self.missing }
                return try T.read(Column(statement: statement, index: position))
            case .copy(let row):
                guard row.values.indices.contains(Int(position)) else { throw Self.missing }
                return try T(sqlValue: row.values[Int(position)])
            }
        } catch var fault as Fault {
            fault.detail = "column \(position + 1) '\(name)': \(fault.detail ?? "")"
            throw fault
        }
    }

    private var name: String {
        switch source {
        case .statement(let statement, let count):
            position < count ? Column(statement: statement, index: position).name : ""
        case .copy(let row): row.columns.indices.contains(Int(position)) ? row.columns[Int(position)] : ""
        }
    }

    private static var missing: Fault {
        Fault(.internalError, code: "STORE-COLUMN", "The database's answer lacks a column.")
    }
}
