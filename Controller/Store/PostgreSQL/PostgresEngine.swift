internal import Core

/// The store in a PostgreSQL database (version 14 or newer), which several controllers may share.
///
/// *Reads* are REPEATABLE READ transactions on pooled connections, on threads of their own, which may wait for the network.
/// *Writes* are one after the other, also of several controllers: each transaction begins by taking one advisory lock of the
/// whole database. That is what SQLite does by itself; it makes every check that a transaction has made hold until its commit,
/// so that no transaction ever has to be run again because of another controller, and group commit keeps it fast. See
/// `PostgresWriter` for what happens when the server goes away meanwhile, and `PostgresListener` for how hints reach other
/// controllers.
///
/// All that the store has is in the schema that the connection's `search_path` begins with; two clouds in two schemas of one
/// database do not see each other.
///
/// What must hold of the server is checked at the opening: texts are UTF-8 and sorted by their bytes, as SQLite sorts them, and
/// a commit is on the disk when it returns.
final class PostgresEngine: Sendable {
    private let readers: PostgresReaders
    private let writer: PostgresWriter
    private let listener: PostgresListener

    init(_ address: PostgresAddress, migrator: Migrator, hints: Hints, metrics: StoreMetrics) throws {
        let connection = try PostgresConnection(address)
        let scope = try PostgresScope(connection)
        try scope.check(connection)
        try migrator.migrate(connection, begin: scope.begin)
        let name = UUIDText.random(dashed: false)
        readers = PostgresReaders(address)
        writer = try PostgresWriter(address, scope, name, metrics)
        listener = PostgresListener(address, scope, name, hints)
        listener.start()
    }

    deinit {
        listener.stop()
    }

    func read<T: Sendable>(_ body: (Snapshot) throws -> T) async throws -> T { try await readers.read(body) }

    func write(_ jobs: ArraySlice<WriteJob>) -> WriteBatch.Done { writer.write(jobs) }

    func close() {
        listener.stop()
        readers.close()
    }
}
