import Core
import Foundation
import Store
import StoreTesting
import Testing

@Suite struct CopyTests {
    private static let migrations: [Migration] = [
        .animals,
        Migration(
            "test-002-kinds",
            "CREATE TABLE kind (id INTEGER NOT NULL PRIMARY KEY, weight REAL, data BLOB, note TEXT)",
            "CREATE TABLE herd (id TEXT PRIMARY KEY NOT NULL, leader_id TEXT REFERENCES animal (id))",
            // Whom a row refers to may come after it, also in its own table.
            "CREATE TABLE tree (id TEXT PRIMARY KEY NOT NULL, parent_id TEXT REFERENCES tree (id))",
            "CREATE TABLE counter (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL)",
            "INSERT INTO counter (name, value) VALUES ('row', 0)"),
    ]

    private static let pairs: [(TestEngine, TestEngine)] = TestEngine.all.flatMap { from in TestEngine.all.map { (from, $0) } }

    private func fill(_ store: Store) async throws {
        try await store.write { tx in
            for number in 0..<700 { try tx.insertAnimal("animal-\(number)") }
            try tx.execute("UPDATE counter SET value = 700")
            try tx.execute("INSERT INTO kind (id, weight, data, note) VALUES (1, \(0.1), \([0, 255] as [UInt8]), NULL)")
            try tx.execute("INSERT INTO kind (id, weight, data, note) VALUES (\(Int64.min), \(2.0), NULL, \("Grüße 🐦"))")
            try tx.execute("INSERT INTO kind (id, weight, data, note) VALUES (3, NULL, \([UInt8]()), '')")
            try tx.execute("INSERT INTO herd (id, leader_id) VALUES ('1', 'id-animal-1')")
            try tx.execute("INSERT INTO tree (id, parent_id) VALUES ('z', NULL)")
            try tx.execute("INSERT INTO tree (id, parent_id) VALUES ('a', 'z')")
        }
    }

    @Test(arguments: pairs) func aCopySaysTheSame(pair: (TestEngine, TestEngine)) async throws {
        let scratch = try Scratch()
        let (from, to) = (try pair.0.place(scratch.path("from.db")), try pair.1.place(scratch.path("to.db")))
        let source = try Store(path: from, migrations: Self.migrations)
        try await fill(source)
        await source.close()
        let copied = try await Store.copy(from: from, to: to, migrations: Self.migrations)
        #expect(copied.map(\.table) == ["animal", "counter", "herd", "kind", "species", "tree"])
        #expect(copied.map(\.rows) == [700, 1, 1, 3, 0, 2])

        let target = try Store(path: to, migrations: Self.migrations)
        #expect(try await target.animals().count == 700)
        let value: Int? = try await target.read { try $0.value("SELECT value FROM counter") }
        #expect(value == 700)
        // The references hold again.
        await #expect(throws: StoreError.foreignKey("FOREIGN KEY constraint failed")) {
            try await target.write { try $0.execute("INSERT INTO herd (id, leader_id) VALUES ('2', 'nobody')") }
        }
        await target.close()

        // And back: the same once more.
        let back = try pair.0.place(scratch.path("back.db"))
        #expect(try await Store.copy(from: to, to: back, migrations: Self.migrations) == copied)
    }

    @Test(arguments: TestEngine.all) func nothingIsOverwritten(engine: TestEngine) async throws {
        let scratch = try Scratch()
        let (from, to) = (scratch.path("from.db"), try engine.place(scratch.path("to.db")))
        for place in [from, to] {
            let store = try Store(path: place, migrations: Self.migrations)
            try await store.write { try $0.insertAnimal("swift") }
            await store.close()
        }
        let fault = await #expect(throws: Fault.self) { try await Store.copy(from: from, to: to, migrations: Self.migrations) }
        #expect(fault?.code == "STORE-NOT-EMPTY")
        let target = try Store(path: to, migrations: Self.migrations)
        #expect(try await target.animals() == ["swift"])
    }

    @Test func whatCannotBeCopiedLeavesNothing() async throws {
        guard TestServer.isInstalled else { return }
        let scratch = try Scratch()
        let (from, to) = (scratch.path("from.db"), try TestEngine.postgresql.place(scratch.path("to.db")))
        let source = try Store(path: from, migrations: Self.migrations)
        try await source.write { try $0.insertAnimal("swift\0") }
        await source.close()
        let fault = await #expect(throws: Fault.self) { try await Store.copy(from: from, to: to, migrations: Self.migrations) }
        #expect(fault?.code == "STORE-TEXT")
        let target = try Store(path: to, migrations: Self.migrations)
        #expect(try await target.animals().isEmpty)
        let value: Int? = try await target.read { try $0.value("SELECT value FROM counter") }
        #expect(value == 0)
    }

    @Test func whatIsMissingOrInUseIsRefused() async throws {
        let scratch = try Scratch()
        let missing = await #expect(throws: Fault.self) {
            try await Store.copy(from: scratch.path("missing.db"), to: scratch.path("to.db"), migrations: Self.migrations)
        }
        #expect(missing?.code == "STORE-NOT-FOUND")
        #expect(scratch.files.isEmpty)
        let store = try scratch.store(Self.migrations)
        let used = await #expect(throws: Fault.self) {
            try await Store.copy(from: scratch.path(), to: scratch.path("to.db"), migrations: Self.migrations)
        }
        #expect(used?.code == "STORE-IN-USE")
        await store.close()
    }
}
