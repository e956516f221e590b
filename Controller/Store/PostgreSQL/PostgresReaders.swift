internal import Core
internal import Synchronization

/// Connections that read, each used by one thread at a time: there are as many as threads, so that nobody waits for one.
final class PostgresReaders: Sendable {
    private struct State {
        var idle: [PostgresConnection] = []
        var isClosed = false
    }

    private static let begin: [SQL] = ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"]

    private let address: PostgresAddress
    private let threads = ReadThreads(count: 8)
    private let state = Mutex(State())

    init(_ address: PostgresAddress) {
        self.address = address
    }

    deinit {
        threads.stop()
    }

    func read<T: Sendable>(_ body: (Snapshot) throws -> T) async throws -> T {
        try await withTaskExecutorPreference(threads) { try readHere(body) }
    }

    func close() {
        let idle = state.withLock { state in
            defer { state.idle = [] }
            state.isClosed = true
            return state.idle
        }
        withExtendedLifetime(idle) {}
    }

    /// A connection that was lost while it was idle, as all are after a failover, is noticed by its first answer: then the
    /// body has learned nothing yet, and runs again on a new one.
    private func readHere<T>(_ body: (Snapshot) throws -> T) throws -> T {
        while let connection = try takeIdle() {
            do {
                return try read(body, connection)
            } catch is Unheard {
                continue
            }
        }
        do {
            return try read(body, open())
        } catch is Unheard {
            throw Fault.unreachable("a new connection was lost at once")
        }
    }

    /// A connection was lost before it had answered anything.
    private struct Unheard: Error {}

    private func read<T>(_ body: (Snapshot) throws -> T, _ connection: PostgresConnection) throws -> T {
        defer { giveBack(connection) }
        try connection.begin(Self.begin)
        do {
            return try body(Snapshot(connection))
        } catch {
            throw connection.isLost && connection.answers == 0 ? Unheard() : error
        }
    }

    private func takeIdle() throws -> PostgresConnection? {
        let (connection, isClosed) = state.withLock { ($0.idle.popLast(), $0.isClosed) }
        if isClosed { throw Fault.storeClosed }
        return connection
    }

    private func open() throws -> PostgresConnection {
        let connection = try PostgresConnection(address)
        try connection.prepareSession()
        return connection
    }

    private func giveBack(_ connection: PostgresConnection) {
        connection.end()
        guard !connection.isBroken, !connection.isLost else { return }
        state.withLock { if !$0.isClosed { $0.idle.append(connection) } }
    }
}
