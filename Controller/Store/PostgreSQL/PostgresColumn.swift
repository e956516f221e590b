internal import CPostgreSQL

/// One value of an answer of PostgreSQL, in its binary form.
struct PostgresColumn {
    let result: OpaquePointer
    let row: Int32
    let index: Int32

    var isNull: Bool { PQgetisnull(result, row, index) != 0 }

    var integer: Int64? {
        switch PQftype(result, index) {
        case PostgresType.int8 where !isNull: bytes.bigEndian()
        case PostgresType.text, PostgresType.float8, PostgresType.bytes: nil
        default: if case .integer(let integer) = value { integer } else { nil }
        }
    }

    var text: String? {
        switch PQftype(result, index) {
        case PostgresType.text, PostgresType.varchar, PostgresType.name, PostgresType.unknown:
            isNull ? nil : String(decoding: bytes, as: UTF8.self)
        default: nil
        }
    }

    /// The store's booleans are integers, and so is what a comparison gives.
    var value: SQLValue {
        if isNull { return .null }
        return switch PQftype(result, index) {
        case PostgresType.int8: .integer(bytes.bigEndian())
        case PostgresType.int4: .integer(Int64(bytes.bigEndian() as Int32))
        case PostgresType.int2: .integer(Int64(bytes.bigEndian() as Int16))
        case PostgresType.bool: .integer(bytes.first == 0 ? 0 : 1)
        case PostgresType.float8: .real(Double(bitPattern: bytes.bigEndian()))
        case PostgresType.float4: .real(Double(Float(bitPattern: bytes.bigEndian())))
        case PostgresType.numeric: PostgresNumeric.value(bytes)
        case PostgresType.bytes: .blob(Array(bytes))
        default: .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    var name: String { PQfname(result, index).map { String(cString: $0) } ?? "" }

    private var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: PQgetvalue(result, row, index), count: Int(PQgetlength(result, row, index)))
    }
}
