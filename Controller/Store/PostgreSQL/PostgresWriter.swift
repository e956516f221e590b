internal import Core
internal import Foundation
internal import Synchronization

/// Commits batches of jobs, once each, also when the server goes away meanwhile.
///
/// *Before the commit was sent* nothing has happened, and nobody has been told anything: the jobs run again, from their start,
/// on a new connection, for as long as `patience` lasts. The same where the server gave up a transaction for another one's
/// sake.
///
/// *After it was sent* and without an answer, nobody here knows whether it has happened. So each transaction also writes its
/// number into `store_writer`; the next one, which has the lock and so begins when the one in doubt has ended, looks there. If
/// the number is there, the callers get the answers of the run that made it; if not, the jobs run again. If no server answers
/// within the time, the callers are told that it is not known (`STORE-UNKNOWN`).
///
/// A job must not fail those it shares a commit with. Where the commit itself is refused, because of a constraint that was left
/// to it, each job of the batch is committed alone.
final class PostgresWriter: Sendable {
    private struct State {
        var connection: PostgresConnection?
        /// Of the last transaction.
        var number: Int64 = 0
        /// A commit that was sent, not answered.
        var inDoubt: WriteBatch.Done?
    }

    /// A failover takes seconds.
    private static let patience: Duration = .seconds(30)

    private let address: PostgresAddress
    private let scope: PostgresScope
    /// Of this writer among all of the database.
    private let name: String
    private let metrics: StoreMetrics
    private let state = Mutex(State())

    init(_ address: PostgresAddress, _ scope: PostgresScope, _ name: String, _ metrics: StoreMetrics) throws {
        self.address = address
        self.scope = scope
        self.name = name
        self.metrics = metrics
        try state.withLock { state in
            let connection = try open()
            try register(connection)
            state.connection = connection
        }
    }

    /// Called by one thread only, which waits here for the server.
    func write(_ jobs: ArraySlice<WriteJob>) -> WriteBatch.Done {
        state.withLock { state in write(jobs, &state) }
    }

    private func write(_ jobs: ArraySlice<WriteJob>, _ state: inout State) -> WriteBatch.Done {
        let deadline = ContinuousClock.now + Self.patience
        var pause = 0.01
        while true {
            do {
                let done = try attempt(jobs, &state)
                metrics.batch(jobs.count)
                return done
            } catch let error as StoreError where jobs.count > 1 {
                return alone(jobs, because: error, &state)
            } catch {
                let mayPass = state.connection?.isLost ?? true
                guard mayPass, ContinuousClock.now < deadline else { return giveUp(jobs, error, &state) }
                Thread.sleep(forTimeInterval: pause)
                pause = min(pause * 2, 1)
            }
        }
    }

    private func giveUp(_ jobs: ArraySlice<WriteJob>, _ error: any Error, _ state: inout State) -> WriteBatch.Done {
        defer { state.inDoubt = nil }
        return .failed(jobs, state.inDoubt == nil ? error : Fault.outcomeUnknown)
    }

    private func alone(_ jobs: ArraySlice<WriteJob>, because error: StoreError, _ state: inout State) -> WriteBatch.Done {
        var all = WriteBatch.Done()
        for index in jobs.indices {
            let done = write(jobs[index...index], &state)
            all.hints += done.hints
            all.answers += done.answers
        }
        return all
    }

    // MARK: One transaction

    private func attempt(_ jobs: ArraySlice<WriteJob>, _ state: inout State) throws -> WriteBatch.Done {
        let connection = try usable(&state)
        do {
            try connection.begin(scope.begin)
            if let done = try outcome(connection, &state) {
                try connection.execute("ROLLBACK")
                return done
            }
            let done = try WriteBatch(connection).run(jobs)
            try commit(connection, done, &state)
            return done
        } catch {
            if !connection.isBroken, !connection.isIdle { _ = try? connection.execute("ROLLBACK") }
            throw error
        }
    }

    /// What became of the commit in doubt: its answers if it has happened.
    private func outcome(_ connection: PostgresConnection, _ state: inout State) throws -> WriteBatch.Done? {
        guard let done = state.inDoubt else { return nil }
        let row = try connection.rows("SELECT number FROM store_writer WHERE name = \(name)").first
        let number: Int64? = try row?.get("number")
        state.inDoubt = nil
        return number == state.number ? done : nil
    }

    private func commit(_ connection: PostgresConnection, _ done: WriteBatch.Done, _ state: inout State) throws {
        let start = ContinuousClock.now
        state.number += 1
        try connection.executeSoon(mark(state.number))
        for payload in HintPayload.all(name, done.hints) {
            try connection.executeSoon("SELECT pg_notify(\(scope.channel), \(payload))")
        }
        state.inDoubt = done
        do {
            // A transaction that failed is answered by "ROLLBACK", not by an error.
            guard try connection.run("COMMIT").tag == "COMMIT" else { throw Fault.transactionLost }
            state.inDoubt = nil
        } catch {
            if !connection.isBroken { state.inDoubt = nil }
            throw error
        }
        metrics.committed(in: ContinuousClock.now - start)
    }

    private func mark(_ number: Int64) -> SQL {
        """
        INSERT INTO store_writer (name, number, seen_at) VALUES (\(name), \(number), \(SystemTime().now))
        ON CONFLICT (name) DO UPDATE SET number = excluded.number, seen_at = excluded.seen_at
        """
    }

    // MARK: Connection

    private func usable(_ state: inout State) throws -> PostgresConnection {
        if let connection = state.connection, !connection.isBroken { return connection }
        state.connection = nil
        let connection = try open()
        state.connection = connection
        return connection
    }

    private func open() throws -> PostgresConnection {
        let connection = try PostgresConnection(address)
        try connection.prepareSession()
        return connection
    }

    /// Writers of former lives are forgotten when nobody can be in doubt about their last commit any more.
    private func register(_ connection: PostgresConnection) throws {
        let yesterday = Timestamp(microseconds: SystemTime().now.microseconds - 86_400_000_000)
        try connection.begin(scope.begin)
        try connection.execute(
            """
            CREATE TABLE IF NOT EXISTS store_writer (
                name TEXT PRIMARY KEY NOT NULL, number INTEGER NOT NULL, seen_at INTEGER NOT NULL)
            """)
        try connection.execute("DELETE FROM store_writer WHERE seen_at < \(yesterday)")
        try connection.execute("COMMIT")
    }
}

extension Fault {
    fileprivate static var outcomeUnknown: Fault {
        Fault(
            .unavailable, code: "STORE-UNKNOWN", "The database went away while it was storing the change.",
            hint: "Look whether the change was made before you make it again.")
    }
}
