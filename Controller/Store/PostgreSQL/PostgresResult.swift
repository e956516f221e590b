internal import CPostgreSQL

/// One answer of the server, freed with the last reference.
final class PostgresResult {
    let handle: OpaquePointer

    init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        PQclear(handle)
    }

    var status: ExecStatusType { PQresultStatus(handle) }

    var isFailure: Bool {
        switch status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY, PGRES_PIPELINE_ABORTED, PGRES_PIPELINE_SYNC: false
        default: true
        }
    }

    /// Such as `INSERT 0 1` or `COMMIT`.
    var tag: String { PQcmdStatus(handle).map { String(cString: $0) } ?? "" }

    /// How many rows the statement inserted, updated or deleted.
    var changes: Int {
        guard !tag.hasPrefix("SELECT"), let count = PQcmdTuples(handle) else { return 0 }
        return Int(String(cString: count)) ?? 0
    }

    func rows(limit: Int) -> [Row] {
        let count = PQnfields(handle)
        let columns = (0..<count).map { PostgresColumn(result: handle, row: 0, index: $0).name }
        return (0..<PQntuples(handle)).prefix(limit).map { row in
            Row(columns: columns, values: (0..<count).map { PostgresColumn(result: handle, row: row, index: $0).value })
        }
    }

    func rows<T>(_ read: (inout RowReader) throws -> T) throws -> [T] {
        let count = PQnfields(handle)
        var rows: [T] = []
        rows.reserveCapacity(Int(PQntuples(handle)))
        for row in 0..<PQntuples(handle) {
            var reader = RowReader(.postgres(handle, row: row), count)
            rows.append(try read(&reader))
        }
        return rows
    }
}
