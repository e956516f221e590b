internal import Core
internal import Glibc

extension Store {
    /// Copies a whole store into a new one, from one engine to the other or to its own.
    ///
    /// Nobody may use either meanwhile: a file is locked, of a server's database all writers wait. The copy is one transaction
    /// of the new store: before that commits, every table is read again there, and must have as many rows with the same
    /// checksum. Killed before that, the new store is as empty as it was, and the copy may be made again.
    ///
    /// - Parameters:
    ///   - source: the file or URL of the old one, which is brought up to date first, as by a start of the controller.
    ///   - target: of the new one; nobody may have written into it.
    /// - Returns: what was copied, table by table in the order of the alphabet.
    /// - Throws: a `Fault`: `STORE-NOT-FOUND`, `STORE-NOT-EMPTY`, `STORE-COPY` when a table has not arrived whole, and those of opening.
    public static func copy(
        from source: String, to target: String, migrations: [Migration]
    ) async throws -> [TableDigest] {
        try await Blocking.run {
            guard PostgresAddress.names(source) || DatabaseFile.exists(source) else {
                throw Fault(.notFound, code: "STORE-NOT-FOUND", "There is no database at \(source).")
            }
            let migrator = try Migrator(migrations)
            let fresh = try freshDigests(migrator)
            return try withCopyEnd(source, migrator) { from in
                try withCopyEnd(target, migrator) { to in try copy(from, to, fresh) }
            }
        }
    }

    private static func withCopyEnd<T>(
        _ place: String, _ migrator: Migrator, _ body: (any CopyEnd) throws -> T
    ) throws -> T {
        if PostgresAddress.names(place) { return try body(PostgresCopyEnd(PostgresAddress(place), migrator: migrator)) }
        return try SQLiteCopyEnd.with(place, migrator) { try body($0) }
    }

    /// What the migrations themselves put into a new store.
    private static func freshDigests(_ migrator: Migrator) throws -> [TableDigest] {
        let path = "/tmp/apus-copy-\(UUIDText.random(dashed: false))"
        defer { for suffix in ["", "-wal", "-shm", ".lock"] { unlink(path + suffix) } }
        return try SQLiteCopyEnd.with(path, migrator) { try digests($0) }
    }

    private static func digests(_ end: any CopyEnd) throws -> [TableDigest] {
        try end.tables().sorted { $0.key < $1.key }.map { try end.digest($0.key, $0.value) }
    }

    private static func copy(_ from: any CopyEnd, _ to: any CopyEnd, _ fresh: [TableDigest]) throws -> [TableDigest] {
        try from.begin()
        defer { _ = try? from.connection.execute("ROLLBACK") }
        try to.begin()
        do {
            guard try digests(to) == fresh else {
                throw Fault(
                    .conflict, code: "STORE-NOT-EMPTY", "The new database is not empty.", hint: "Copy into a new one.")
            }
            let tables = try from.tables()
            guard try tables == to.tables() else {
                throw Fault(.internalError, code: "STORE-COPY", "The schemas of the databases differ.")
            }
            let copied = try fill(from, to, tables)
            try to.connection.execute("COMMIT")
            return copied
        } catch {
            _ = try? to.connection.execute("ROLLBACK")
            throw error
        }
    }

    private static func fill(_ from: any CopyEnd, _ to: any CopyEnd, _ tables: [String: [String]]) throws -> [TableDigest] {
        try to.liftReferences()
        let copied = try tables.sorted { $0.key < $1.key }.map { table, columns in
            try to.connection.execute("DELETE FROM \(identifier: table)")
            var insertion = TableInsertion(to.connection, table, columns)
            let sent = try from.digest(table, columns) { try insertion.add($0) }
            try insertion.finish()
            guard try to.digest(table, columns) == sent else {
                throw Fault(
                    .internalError, code: "STORE-COPY", "A table has not arrived whole; nothing was copied.", detail: table)
            }
            return sent
        }
        try to.checkReferences()
        return copied
    }
}
