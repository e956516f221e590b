internal import Core
internal import GRDB
internal import Synchronization

/// Connections that read, each used by one thread at a time.
///
/// GRDB's own pool is not used for this: it looks for a changed schema and passes three queues and a semaphore on each read,
/// which costs more than the query. Here a read takes an idle connection or opens one, and never waits; there are as many as
/// threads that read at the same time.
final class SQLiteReaders: Sendable {
    private struct State {
        var idle: [DatabaseQueue] = []
        var isClosed = false
    }

    /// More than this many are closed again.
    private static let mostIdle = 8

    private let path: String
    private let state = Mutex(State())

    init(path: String) {
        self.path = path
    }

    /// Runs `body` in one snapshot, on the caller's thread.
    func read<T>(_ body: (Snapshot) throws -> T) throws -> T {
        let reader = try take()
        // One whose snapshot could not be ended would show the next reader an old one.
        var isIdle = false
        defer { if isIdle { give(back: reader) } else { try? reader.close() } }
        return try SQLiteEngine.translatingErrors {
            try reader.unsafeRead { database in
                let connection = SQLiteConnection(database: database)
                try connection.execute("BEGIN")
                defer {
                    _ = try? connection.execute("COMMIT")
                    isIdle = connection.isIdle
                }
                return try body(Snapshot(connection))
            }
        }
    }

    func close() {
        let idle = state.withLock { state in
            defer { state.idle = [] }
            state.isClosed = true
            return state.idle
        }
        for reader in idle { try? reader.close() }
    }

    private func take() throws -> DatabaseQueue {
        let (reader, isClosed) = state.withLock { ($0.idle.popLast(), $0.isClosed) }
        if isClosed { throw Fault.storeClosed }
        return try reader ?? SQLiteEngine.openReadOnly(path)
    }

    private func give(back reader: DatabaseQueue) {
        let isKept = state.withLock { state in
            guard !state.isClosed, state.idle.count < Self.mostIdle else { return false }
            state.idle.append(reader)
            return true
        }
        if !isKept { try? reader.close() }
    }
}
