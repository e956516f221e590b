internal import Core

/// Applies the migrations that a database lacks, in one transaction: a new version starts on a complete schema or not at all.
///
/// The table `store_migration` says which ones a database has. One that this program does not know means that a newer program
/// has written it; to go on could destroy what that one keeps, so it is refused.
struct Migrator {
    static let table = "store_migration"

    private let migrations: [Migration]

    init(_ migrations: [Migration]) throws {
        var names: Set<String> = []
        for migration in migrations where !names.insert(migration.name).inserted {
            throw Fault(
                .internalError, code: "STORE-MIGRATIONS", "The program's migrations are wrong.",
                detail: "two are named '\(migration.name)'")
        }
        self.migrations = migrations
    }

    /// - Parameter begin: what begins a transaction that no other writer shares.
    func migrate(_ connection: any Connection, begin: [SQL]) throws {
        do {
            for statement in begin { try connection.execute(statement) }
            try connection.execute("CREATE TABLE IF NOT EXISTS store_migration (name TEXT PRIMARY KEY NOT NULL)")
            let applied = try Self.applied(connection)
            try refuseUnknown(applied)
            for migration in migrations where !applied.contains(migration.name) { try apply(migration, connection) }
            try connection.execute("COMMIT")
        } catch {
            if !connection.isIdle { try connection.execute("ROLLBACK") }
            throw error
        }
    }

    /// The names in the order of the alphabet.
    static func applied(_ connection: any Connection) throws -> [String] {
        try connection.rows("SELECT name FROM store_migration ORDER BY name").map { try $0.get("name") }
    }

    func refuseUnknown(_ applied: [String]) throws {
        let unknown = Set(applied).subtracting(migrations.map(\.name))
        guard unknown.isEmpty else {
            throw Fault(
                .unavailable, code: "STORE-NEWER", "The database was written by a newer version of Apus.",
                hint: "Install that version or a later one, or restore an older backup.",
                detail: "unknown migrations: \(unknown.sorted().joined(separator: ", "))")
        }
    }

    private func apply(_ migration: Migration, _ connection: any Connection) throws {
        do {
            for statement in migration.statements { try connection.execute(statement) }
            try connection.execute("INSERT INTO store_migration (name) VALUES (\(migration.name))")
        } catch {
            throw Fault(
                .internalError, code: "STORE-MIGRATION", "The database could not be brought up to date.",
                hint: "Nothing was changed. Report this with the log.", detail: "migration '\(migration.name)'", cause: error)
        }
    }
}
