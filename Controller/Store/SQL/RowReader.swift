internal import Core

/// Takes the values of a row one after the other, in the order in which the query names its columns.
///
/// Looking a column up by its name costs as much as reading it; a list of a thousand rows with thirty columns feels that.
public struct RowReader: ~Copyable {
    private enum Source {
        case copy(Row)
        /// Where the row is while it is read, and how many columns it has.
        case statement(Column.Source, count: Int32)
    }

    private let source: Source
    private var position: Int32 = 0

    init(_ row: Row) {
        source = .copy(row)
    }

    init(_ row: Column.Source, _ count: Int32) {
        source = .statement(row, count: count)
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
                return try T.read(Column(source: statement, index: position))
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
            position < count ? Column(source: statement, index: position).name : ""
        case .copy(let row): row.columns.indices.contains(Int(position)) ? row.columns[Int(position)] : ""
        }
    }

    private static var missing: Fault {
        Fault(.internalError, code: "STORE-COLUMN", "The database's answer lacks a column.")
    }
}
