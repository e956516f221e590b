internal import CPostgreSQL

/// PostgreSQL's numbers for the types that the store sends and reads (`pg_type.dat` of its sources).
enum PostgresType {
    static let bool: Oid = 16
    static let bytes: Oid = 17
    static let name: Oid = 19
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let float4: Oid = 700
    static let float8: Oid = 701
    static let unknown: Oid = 705
    static let varchar: Oid = 1043
    static let numeric: Oid = 1700

    /// What a parameter is sent as; nil for NULL, which is part of the statement's text.
    static func of(_ value: SQLValue) -> Oid? {
        switch value {
        case .null: nil
        case .integer: int8
        case .real: float8
        case .text: text
        case .blob: bytes
        }
    }
}
