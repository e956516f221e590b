import Core
import Foundation
import StoreTesting
import Synchronization
import Testing

@testable import Store

/// What only a server can do: go away, be shared, be wrong.
@Suite(.enabled(if: TestServer.isInstalled)) struct PostgresTests {
    private func count(_ store: Store) async throws -> Int? {
        try await store.read { try $0.value("SELECT count(*) FROM animal") }
    }

    /// Ends the sessions of a server, but for the one that asks.
    private func endSessions(_ server: TestServer, where condition: String = "true") throws {
        let connection = try PostgresConnection(PostgresAddress(server.url(schema: 2999)))
        try connection.execute(
            SQL(text: "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND \(condition)"))
    }

    @Test func writesSurviveTheirSessions() async throws {
        let server = try TestServer()
        let store = try Store(path: server.url(schema: 1), migrations: [.animals])
        let killer = Task {
            while !Task.isCancelled {
                try endSessions(server, where: "backend_type = 'client backend'")
                try await Task.sleep(for: .milliseconds(30))
            }
        }
        try await withThrowingTaskGroup { group in
            for writer in 0..<8 {
                group.addTask {
                    for number in 0..<40 { try await store.write { try $0.insertAnimal("animal-\(writer)-\(number)") } }
                }
            }
            try await group.waitForAll()
        }
        killer.cancel()
        _ = try? await killer.value
        #expect(await eventually { (try? await count(store)) == 320 })
    }

    private final class Tally: Sendable {
        let runs = Atomic(0)
        let answered = Atomic(0)
    }

    /// The server makes the commit and ends the session before it answers: the write must not be made twice.
    @Test func aCommitWithoutAnAnswerIsNotRepeated() async throws {
        let server = try TestServer()
        let store = try Store(path: server.url(schema: 1), migrations: [.animals])
        let admin = try PostgresConnection(PostgresAddress(server.url(schema: 2)))
        // Commits wait for a standby that there is not; ended while it waits, a session has committed and says nothing.
        try admin.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        try admin.execute("SELECT pg_reload_conf()")
        let tally = Tally()
        var asked = 0
        var writing: Task<Void, any Error>?
        let waiting: SQL = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        // The server takes up its configuration in its own time: until then commits are answered, and the next one is tried.
        let deadline = ContinuousClock.now + .seconds(10)
        var hangs = false
        while !hangs, ContinuousClock.now < deadline {
            if tally.answered.load(ordering: .acquiring) == asked {
                asked += 1
                let name = "swift-\(asked)"
                writing = Task {
                    try await store.write { tx in
                        tally.runs.add(1, ordering: .relaxed)
                        try tx.insertAnimal(name)
                    }
                    tally.answered.add(1, ordering: .releasing)
                }
            }
            await Task.yield()
            hangs = try admin.rows("SELECT pid \(waiting)").count == 1
        }
        #expect(hangs)
        try admin.execute("SELECT pg_terminate_backend(pid) \(waiting)")
        try await writing?.value
        try admin.execute("ALTER SYSTEM RESET synchronous_standby_names")
        try admin.execute("SELECT pg_reload_conf()")
        #expect(try await store.animals().count == asked)
        #expect(tally.runs.load(ordering: .relaxed) == asked)
    }

    /// The server ends the session in the middle of the commit, and undoes it: the write must be made again.
    @Test func aCommitThatWasUndoneIsRepeated() async throws {
        let server = try TestServer()
        let store = try Store(path: server.url(schema: 1), migrations: [.animals])
        let admin = try PostgresConnection(PostgresAddress(server.url(schema: 1)))
        for statement in [
            "CREATE SEQUENCE attempts",
            """
            CREATE FUNCTION fail_first() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
                IF nextval(''attempts'') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(1); END IF;
                RETURN NULL;
            END'
            """,
            """
            CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON animal DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION fail_first()
            """,
        ] as [SQL] { try admin.execute(statement) }
        let runs = Atomic(0)
        try await store.write { tx in
            runs.add(1, ordering: .relaxed)
            try tx.insertAnimal("swift")
        }
        #expect(try await store.animals() == ["swift"])
        #expect(runs.load(ordering: .relaxed) == 2)
    }

    @Test func twoStoresShareOneDatabase() async throws {
        let server = try TestServer()
        let stores = try (0..<2).map { _ in try Store(path: server.url(schema: 1), migrations: [.animals]) }
        try await stores[0].write { try $0.insertAnimal("centipede") }
        try await withThrowingTaskGroup { group in
            for store in stores + stores {
                group.addTask {
                    // Read, then written from what was read: lost if two could do it at once.
                    for _ in 0..<25 {
                        try await store.write { tx in
                            let legs: Int? = try tx.value("SELECT legs FROM animal")
                            try tx.execute("UPDATE animal SET legs = \((legs ?? 0) + 1)")
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let legs: Int? = try await stores[1].read { try $0.value("SELECT legs FROM animal") }
        #expect(legs == 102)
    }

    @Test func hintsReachOtherStores() async throws {
        let server = try TestServer()
        let (one, other) = (
            try Store(path: server.url(schema: 1), migrations: []), try Store(path: server.url(schema: 1), migrations: [])
        )
        let stranger = try Store(path: server.url(schema: 2), migrations: [])
        let before = other.revision(of: "animal")
        var hints = other.hints().makeAsyncIterator()
        let ids = (0..<300).map { "a rather long name of an animal, number \($0)" }
        try await one.write { tx in for id in ids { tx.hint("animal", id) } }
        var heard: [String] = []
        while heard.count < ids.count, let hint = await hints.next() { heard.append(hint.id) }
        #expect(heard == ids)
        #expect(other.revision(of: "animal") > before)
        #expect(one.revision(of: "animal") == 1)
        #expect(stranger.revision(of: "animal") == 0)
    }

    @Test func whoHearsNothingTrustsNothing() async throws {
        let server = try TestServer()
        let store = try Store(path: server.url(schema: 1), migrations: [.animals])
        let before = store.revision(of: "animal")
        #expect(store.revision(of: "animal") == before)
        try endSessions(server, where: "query LIKE 'LISTEN%'")
        #expect(await eventually { store.revision(of: "animal") != before })
        #expect(await eventually { store.revision(of: "animal") == store.revision(of: "animal") })
    }

    @Test func backupsAreThePostgreSQLTools() async throws {
        let store = try Store(path: TestEngine.postgresql.place("backup"), migrations: [])
        let fault = await #expect(throws: Fault.self) { try await store.backup(to: "/nowhere/backup.db") }
        #expect(fault?.code == "STORE-SERVER")
        #expect(fault?.hint?.contains("pg_dump") == true)
    }

    @Test func whatCannotBeReachedIsAFault() throws {
        let fault = #expect(throws: Fault.self) { try Store(path: "postgresql:///x?host=/nowhere", migrations: []) }
        #expect(fault?.code == "STORE-UNREACHABLE")
    }

    /// A constraint that is left to the commit fails its own write only.
    @Test func whatTheCommitRefusesFailsAlone() async throws {
        let server = try TestServer()
        let store = try Store(
            path: server.url(schema: 1),
            migrations: [
                .animals,
                Migration("test-002", "CREATE TABLE pet (name TEXT REFERENCES animal (name) DEFERRABLE INITIALLY DEFERRED)"),
            ])
        let failed = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<60 {
                group.addTask {
                    do {
                        try await store.write { tx in
                            try tx.insertAnimal("animal-\(number)")
                            if number % 10 == 0 { try tx.execute("INSERT INTO pet (name) VALUES ('nobody')") }
                        }
                        return false
                    } catch {
                        return error as? StoreError == .foreignKey("FOREIGN KEY constraint failed")
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failed == 6)
        #expect(try await count(store) == 54)
    }
}
