internal import Core
internal import GRDB

/// The store in one SQLite file. One process owns it, by a lock file beside it.
///
/// GRDB owns the writing connection; reads have connections of their own (see `SQLiteReaders`). A commit is on the disk when it
/// returns (WAL, `synchronous=FULL`). Killed before that, the transaction has not happened at all: SQLite ignores the
/// unfinished end of its log at the next start.
final class SQLiteEngine: Sendable {
    let path: String
    private let pool: DatabasePool
    private let readers: SQLiteReaders
    private let metrics: StoreMetrics
    private let seam: WriterSeam?
    private let lock: LockFile

    init(path: String, migrator: Migrator, metrics: StoreMetrics, seam: WriterSeam?) throws {
        self.path = path
        self.metrics = metrics
        self.seam = seam
        lock = try LockFile(path + ".lock")
        pool = try Self.open(path)
        try pool.writeWithoutTransaction { database in
            try migrator.migrate(SQLiteConnection(database: database), begin: ["BEGIN IMMEDIATE"])
        }
        readers = SQLiteReaders(path: path)
    }

    /// Runs `body` on one consistent view of the database, on the caller's own thread.
    func read<T>(_ body: (Snapshot) throws -> T) throws -> T {
        try readers.read(body)
    }

    /// One commit, one fsync.
    func write(_ jobs: ArraySlice<WriteJob>) -> WriteBatch.Done {
        pool.writeWithoutTransaction { database in
            let connection = SQLiteConnection(database: database)
            do {
                try connection.execute("BEGIN IMMEDIATE")
                let done = try WriteBatch(connection).run(jobs)
                try commit(connection)
                metrics.batch(jobs.count)
                return done
            } catch {
                // After some errors SQLite has already rolled back.
                if !connection.isIdle { _ = try? connection.execute("ROLLBACK") }
                return .failed(jobs, error)
            }
        }
    }

    func close() {
        readers.close()
        try? pool.close()
        lock.release()
    }

    private func commit(_ connection: SQLiteConnection) throws {
        let start = ContinuousClock.now
        if let seam { try seam.commit { try connection.execute("COMMIT") } } else { try connection.execute("COMMIT") }
        metrics.committed(in: ContinuousClock.now - start)
    }
}
