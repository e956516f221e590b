internal import Core

/// A PostgreSQL database as one end of a copy.
///
/// Its references are taken away for the copy and made again, which checks them: they are not deferrable, and rows refer to
/// each other in circles.
final class PostgresCopyEnd: CopyEnd {
    private let postgres: PostgresConnection
    private let scope: PostgresScope
    private var references: [(table: String, name: String, definition: String)] = []

    var connection: any Connection { postgres }

    init(_ address: PostgresAddress, migrator: Migrator) throws {
        postgres = try PostgresConnection(address)
        scope = try PostgresScope(postgres)
        try scope.check(postgres)
        try migrator.migrate(postgres, begin: scope.begin)
    }

    func tables() throws -> [String: [String]] {
        let rows = try postgres.rows(
            """
            SELECT CAST(c.relname AS text) AS "table", CAST(a.attname AS text) AS "column"
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
                AND c.relname NOT LIKE 'store\\_%'
            ORDER BY a.attnum
            """)
        return try rows.reduce(into: [:]) { try $0[$1.get("table"), default: []].append($1.get("column")) }
    }

    func begin() throws {
        for statement in scope.begin { try postgres.execute(statement) }
        references = try postgres.rows(
            """
            SELECT CAST(conrelid::regclass AS text) AS owner, CAST(conname AS text) AS name, pg_get_constraintdef(oid) AS definition
            FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conname
            """
        ).map { (try $0.get("owner"), try $0.get("name"), try $0.get("definition")) }
    }

    /// Only where rows come in: it locks the tables.
    func liftReferences() throws {
        for reference in references {
            try postgres.execute(SQL(text: "ALTER TABLE \(reference.table) DROP CONSTRAINT \"\(reference.name)\""))
        }
    }

    func checkReferences() throws {
        for reference in references {
            let constraint = "CONSTRAINT \"\(reference.name)\" \(reference.definition)"
            try postgres.execute(SQL(text: "ALTER TABLE \(reference.table) ADD \(constraint)"))
        }
    }
}
