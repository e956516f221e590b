internal import CPostgreSQL

/// A statement that a connection has prepared, or will with its first use: planned once, run often.
final class PostgresStatement {
    /// The same text with other kinds of parameters, or with NULL for one, is another statement.
    struct Key: Hashable {
        let text: String
        let types: [Oid?]

        init(_ sql: SQL) {
            text = sql.text
            types = sql.parameters.map(PostgresType.of)
        }
    }

    let name: String
    let text: String
    let types: [Oid]
    var isPrepared = false

    init(_ name: String, _ sql: SQL, _ key: Key) {
        self.name = name
        text = PostgresDialect.translate(sql)
        types = key.types.compactMap(\.self)
    }
}

/// A statement with the values of one use of it.
struct PostgresCall {
    let sql: SQL
    let statement: PostgresStatement
    let parameters: PostgresParameters
}
