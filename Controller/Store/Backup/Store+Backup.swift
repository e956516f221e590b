internal import Core
internal import GRDB
internal import Glibc

extension Store {
    /// Copies the database to a file of its own while reads and writes go on. The copy is one snapshot, needs no other file
    /// beside it, and is readable by its owner only, as it holds secrets.
    ///
    /// It becomes visible under `destination` whole and verified (temporary file → fsync → rename), or not at all; an
    /// older backup of that name is replaced.
    ///
    /// - Parameter progress: called from another thread after each step.
    public func backup(
        to destination: String, progress: @escaping @Sendable (BackupProgress) -> Void = { _ in }
    ) async throws {
        try await Self.backup(of: place, to: destination, progress: progress)
    }

    /// The same for a database that another process may have open.
    public static func backup(
        of path: String, to destination: String, progress: @escaping @Sendable (BackupProgress) -> Void = { _ in }
    ) async throws {
        try refuseServer(path)
        // Copying and verifying may take seconds: neither Swift's threads nor the writer may be held up by it.
        try await Blocking.run {
            let source = try SQLiteEngine.openReadOnly(path)
            defer { try? source.close() }
            try backup(source, destination, progress)
        }
    }

    /// What PostgreSQL keeps, its own tools back up: consistent, while it runs, and of the whole server if that is wanted.
    static func refuseServer(_ place: String) throws {
        guard PostgresAddress.names(place) else { return }
        throw Fault(
            .notImplemented, code: "STORE-SERVER", "A database on PostgreSQL is backed up and restored by PostgreSQL's tools.",
            hint: "Use pg_dump and pg_restore, or `apus migrate-store` to copy it into a file.")
    }

    /// A step this large takes a few milliseconds.
    private static let pagesPerStep: Int32 = 256

    private static func backup(
        _ source: some DatabaseReader, _ destination: String, _ progress: @escaping @Sendable (BackupProgress) -> Void
    ) throws {
        let partial = "\(destination).partial-\(UUIDText.random(dashed: false))"
        defer { unlink(partial) }
        try copy(source, to: partial, progress)
        try verify(path: partial)
        try DatabaseFile.move(partial, to: destination)
    }

    /// Makes a new database file of the source's present content. A damaged source is noticed by who verifies the copy.
    static func copy(
        _ source: some DatabaseReader, to path: String, _ progress: @escaping @Sendable (BackupProgress) -> Void = { _ in }
    ) throws {
        try DatabaseFile.create(path)
        try SQLiteEngine.translatingErrors {
            let copy = try DatabaseQueue(path: path)
            try copy.writeWithoutTransaction { target in
                try source.read { source in
                    // The first query takes the snapshot. Without it each commit of another connection would make SQLite
                    // begin the copy again, and a busy database would never be copied.
                    _ = try Int.fetchOne(source, sql: "SELECT count(*) FROM sqlite_master")
                    try source.backup(to: target, pagesPerStep: pagesPerStep) { step in
                        progress(BackupProgress(done: step.completedPageCount, total: step.totalPageCount))
                    }
                }
            }
            // The copy says that it has a log beside it, as the original does; a single file is easier to carry.
            try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try copy.close()
        }
    }
}
