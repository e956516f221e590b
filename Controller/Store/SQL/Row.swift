internal import Core

/// One row of an answer: a copy, valid for as long as anybody holds it.
public struct Row: Sendable {
    let columns: [String]
    let values: [SQLValue]

    /// Reads the columns in the order of the query, without looking for their names: for long lists.
    public var inOrder: RowReader { RowReader(self) }

    /// The value of a column by its name.
    ///
    /// - Throws: a `Fault` when the answer has no such column, or its value is not a `T`.
    public func get<T: SQLConvertible>(_ column: String) throws -> T {
        guard let index = columns.firstIndex(of: column) else {
            throw Fault(
                .internalError, code: "STORE-COLUMN", "The database's answer lacks a column.",
                detail: "no '\(column)' among \(columns.joined(separator: ", "))")
        }
        do {
            return try T(sqlValue: values[index])
        } catch var fault as Fault {
            fault.detail = "column '\(column)': \(fault.detail ?? "")"
            throw fault
        }
    }
}
