internal import Core
internal import GRDB

extension Store {
    /// Checks a database or backup as a whole: its pages and indexes, its foreign keys, its migrations.
    ///
    /// - Parameter migrations: those of this program, to refuse a database of a newer one; nil to leave that open.
    /// - Throws: a `Fault`: `STORE-CORRUPT`, `STORE-NEWER`, `STORE-NOT-FOUND`, `STORE-NOT-APUS` (of another program).
    @discardableResult
    public static func verify(path: String, migrations: [Migration]? = nil) throws -> Verification {
        try refuseServer(path)
        let queue = try SQLiteEngine.openReadOnly(path)
        defer { try? queue.close() }
        return try SQLiteEngine.translatingErrors {
            try queue.read { database in
                let connection = SQLiteConnection(database: database)
                try checkIntegrity(connection, path)
                let applied = try appliedMigrations(connection, path)
                try migrations.map { try Migrator($0).refuseUnknown(applied) }
                return try Verification(
                    rows: countRows(connection), migrations: applied, bytes: countBytes(connection))
            }
        }
    }

    private static func checkIntegrity(_ connection: SQLiteConnection, _ path: String) throws {
        let problems: [String] = try connection.rows("PRAGMA integrity_check").map { try $0.get("integrity_check") }
        guard problems == ["ok"] else { throw damaged(path, problems.prefix(3).joined(separator: "; ")) }
        let orphans: [String] = try connection.rows("PRAGMA foreign_key_check", limit: 3).map { row in
            "\(try row.get("table") as String) refers to a missing \(try row.get("parent") as String)"
        }
        guard orphans.isEmpty else { throw damaged(path, orphans.joined(separator: "; ")) }
    }

    private static func appliedMigrations(_ connection: SQLiteConnection, _ path: String) throws -> [String] {
        guard try tables(connection).contains(Migrator.table) else {
            throw Fault(.badRequest, code: "STORE-NOT-APUS", "\(path) is not a database of Apus.")
        }
        return try Migrator.applied(connection)
    }

    private static func tables(_ connection: SQLiteConnection) throws -> [String] {
        let tables: SQL = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        return try connection.rows(tables).map { try $0.get("name") }
    }

    private static func countRows(_ connection: SQLiteConnection) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for table in try tables(connection) {
            counts[table] = try connection.rows("SELECT count(*) AS n FROM \(identifier: table)").first?.get("n")
        }
        return counts
    }

    private static func countBytes(_ connection: SQLiteConnection) throws -> Int {
        let pages = try connection.pragma("page_count").map(Int.init(sqlValue:)) ?? 0
        let pageSize = try connection.pragma("page_size").map(Int.init(sqlValue:)) ?? 0
        return pages * pageSize
    }

    private static func damaged(_ path: String, _ detail: String) -> Fault {
        Fault(
            .unavailable, code: "STORE-CORRUPT", "The database is damaged.", hint: "Restore the latest backup that verifies.",
            detail: "\(path): \(detail)")
    }
}
