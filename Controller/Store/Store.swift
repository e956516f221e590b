internal import Core

/// The database: the only truth of the controller.
///
/// *Two engines* keep it: a SQLite file beside the controller, or a PostgreSQL server that several controllers may share. They
/// run the same closures with the same SQL, which is kept to what both understand; what differs is in `SQLiteEngine` and
/// `PostgresEngine`, and nowhere above.
///
/// *Reads* are snapshots on connections of their own and wait for nobody. *Writes* go through one thread that commits in groups
/// (see `Writer`); what `write` returned is on the disk and survives kill -9 and a power cut. Killed before that, the
/// transaction has not happened at all. On both engines one transaction is written after the other, also by several
/// controllers, so that what a transaction has read is still so when it commits.
///
/// *Hints* leave after the commit, from memory: one that is lost with the process is made good by the reconcilers' full scan.
public final class Store: Sendable {
    /// The file, or the server's URL.
    let place: String
    private let engine: Engine
    private let writer: Writer
    private let hintHub: Hints
    private let metrics: StoreMetrics

    /// Opens or creates the database and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - path: of the database file (`-wal`, `-shm` and `.lock` live beside it); or the URL of a PostgreSQL database,
    ///     `postgresql://user@host/name?sslrootcert=…`.
    ///   - migrations: of all services, in the order in which a new database applies them.
    /// - Throws: a `Fault`: `STORE-IN-USE`, `STORE-NEWER` (written by a newer program), `STORE-MIGRATIONS`, `STORE-OPEN`, …
    public convenience init(path: String, migrations: [Migration]) throws {
        try self.init(path: path, migrations: migrations, seam: nil)
    }

    /// - Parameter seam: nil for a thread that writes
    package init(path: String, migrations: [Migration], seam: WriterSeam?) throws {
        let (hints, metrics, migrator) = (Hints(), StoreMetrics(), try Migrator(migrations))
        place = path
        hintHub = hints
        self.metrics = metrics
        if PostgresAddress.names(path) {
            let postgres = try PostgresEngine(PostgresAddress(path), migrator: migrator, hints: hints, metrics: metrics)
            engine = .postgres(postgres)
            writer = Writer(hints: hints, seam: seam) { postgres.write($0) }
        } else {
            let sqlite = try SQLiteEngine(path: path, migrator: migrator, metrics: metrics, seam: seam)
            engine = .sqlite(sqlite)
            writer = Writer(hints: hints, seam: seam) { sqlite.write($0) }
        }
        writer.start()
    }

    deinit {
        hintHub.close()
        writer.stop()
    }

    /// Runs `body` on one consistent view of the database: on SQLite on the caller's own thread, on PostgreSQL on one that may
    /// wait for the network.
    public func read<T: Sendable>(_ body: (Snapshot) throws -> T) async throws -> T {
        metrics.read()
        switch engine {
        case .sqlite(let sqlite): return try sqlite.read(body)
        case .postgres(let postgres): return try await postgres.read(body)
        }
    }

    /// Runs `body` in a transaction. What it did is durable when this returns, and has not happened if it throws.
    ///
    /// A cancelled task still gets its answer: the transaction may be on its way to the disk already. On PostgreSQL the body
    /// may run again after what it did was undone (see `PostgresWriter`): let it do nothing beyond the transaction.
    @discardableResult
    public func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            writer.submit(WriteJob(body, continuation))
        }
    }

    /// Every hint that is committed from now on, also by other controllers. A hint that has not been taken yet is not added
    /// again. The stream ends with `close`.
    public func hints() -> AsyncStream<Hint> {
        hintHub.subscribe()
    }

    /// How many commits hinted the topic since the start. It grows before their `write` returns, so that whoever read the
    /// revision, then the rows, knows later by an equal revision that the rows are the same. A commit of another controller is
    /// counted when its notification arrives.
    public func revision(of topic: Topic) -> UInt64 {
        hintHub.revision(of: topic)
    }

    /// Writes what waits, ends the hint streams, and closes the database. Later reads and writes throw `STORE-CLOSED`.
    public func close() async {
        writer.stop()
        await writer.waitForEnd()
        hintHub.close()
        switch engine {
        case .sqlite(let sqlite): sqlite.close()
        case .postgres(let postgres): postgres.close()
        }
    }
}
