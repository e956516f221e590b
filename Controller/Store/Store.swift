internal import Core
internal import GRDB

/// The database: the only truth of the controller.
///
/// *Reads* are snapshots on connections of their own and wait for nobody. *Writes* go through one thread that commits in groups
/// (see `Writer`); what `write` returned is on the disk and survives kill -9 and a power cut (WAL, `synchronous=FULL`, fsync).
/// Killed before that, the transaction has not happened at all: SQLite ignores the unfinished end of its log at the next start.
/// *Hints* leave after the commit, from memory: one that is lost with the process is made good by the reconcilers' full scan.
///
/// One process owns a database, by a lock file beside it: hints and revisions do not cross processes.
public final class Store: Sendable {
    let path: String
    private let pool: DatabasePool
    private let readers: Readers
    private let writer: Writer
    private let hintHub = Hints()
    private let metrics = StoreMetrics()
    private let lock: LockFile

    /// Opens or creates the database and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - path: of the database file; `-wal`, `-shm` and `.lock` live beside it.
    ///   - migrations: of all services, in the order in which a new database applies them.
    /// - Throws: a `Fault`: `STORE-IN-USE`, `STORE-NEWER` (written by a newer program), `STORE-MIGRATIONS`, `STORE-OPEN`, …
    public convenience init(path: String, migrations: [Migration]) throws {
        try self.init(path: path, migrations: migrations, seam: nil)
    }

    /// - Parameter seam: nil for a thread that writes
    package init(path: String, migrations: [Migration], seam: WriterSeam?) throws {
        self.path = path
        lock = try LockFile(path + ".lock")
        pool = try Self.open(path)
        try pool.writeWithoutTransaction { try Migrator(migrations).migrate(Connection(database: $0)) }
        readers = Readers(path: path)
        writer = Writer(pool: pool, hints: hintHub, metrics: metrics, seam: seam)
        writer.start()
    }

    deinit {
        hintHub.close()
        writer.stop()
    }

    /// Runs `body` on one consistent view of the database, on the caller's own thread.
    public func read<T: Sendable>(_ body: (Snapshot) throws -> T) async throws -> T {
        metrics.read()
        return try readers.read(body)
    }

    /// Runs `body` in a transaction. What it did is durable when this returns, and has not happened if it throws.
    ///
    /// A cancelled task still gets its answer: the transaction may be on its way to the disk already.
    @discardableResult
    public func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            writer.submit(WriteJob(body, continuation))
        }
    }

    /// Every hint that is committed from now on. A hint that has not been taken yet is not added again. The stream ends with
    /// `close`.
    public func hints() -> AsyncStream<Hint> {
        hintHub.subscribe()
    }

    /// How many commits hinted the topic since the start. It grows before their `write` returns, so that whoever read the
    /// revision, then the rows, knows later by an equal revision that the rows are the same.
    public func revision(of topic: Topic) -> UInt64 {
        hintHub.revision(of: topic)
    }

    /// Writes what waits, ends the hint streams, and closes the files. Later reads and writes throw `STORE-CLOSED`.
    public func close() async {
        writer.stop()
        await writer.waitForEnd()
        hintHub.close()
        readers.close()
        try? pool.close()
        lock.release()
    }
}
