internal import Core

/// Takes the values of a row one after the other, in the order in which the query names its columns.
///
/// Looking a column up by its name costs as much as reading it; a list of a thousand rows with thirty columns feels that.
public struct RowReader {
    private let row: Row
    private var position = 0

    init(_ row: Row) {
        self.row = row
    }

    /// The next column's value.
    ///
    /// - Throws: a `Fault` when there is no further column, or its value is not a `T`.
    public mutating func next<T: SQLConvertible>(_ type: T.Type = T.self) throws -> T {
        guard row.values.indices.contains(position) else {
            throw Fault(
                .internalError, code: "STORE-COLUMN", "The database's answer lacks a column.",
                detail: "only \(row.columns.joined(separator: ", "))")
        }
        defer { position += 1 }
        do {
            return try T(sqlValue: row.values[position])
        } catch var fault as Fault {
            fault.detail = "column '\(row.columns[position])': \(fault.detail ?? "")"
            throw fault
        }
    }
}
