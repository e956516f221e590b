import Core
import Store
import StoreTesting
import Testing

@Suite struct TransactionTests {
    private struct Change: Error {}

    @Test(arguments: ["synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000] as [String: Int])
    func writerIsDurable(pragma: String, value: Int) async throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        let found: Int? = try await store.write { try $0.value(SQL(text: "PRAGMA \(pragma)")) }
        #expect(found == value)
    }

    @Test func journalIsWAL() async throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        let mode: String? = try await store.write { try $0.value("PRAGMA journal_mode") }
        #expect(mode == "wal")
    }

    @Test(arguments: TestEngine.all) func writeIsSeenByTheNextRead(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        try await store.write { try $0.insertAnimal("swift") }
        #expect(try await store.animals() == ["swift"])
    }

    @Test(arguments: TestEngine.all) func changesAreCounted(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        let counts = try await store.write { tx in
            try tx.insertAnimal("swift")
            try tx.insertAnimal("swallow")
            return [
                try tx.execute("UPDATE animal SET legs = 3"),
                try tx.execute("DELETE FROM animal WHERE name = 'nobody'"),
                try tx.execute("CREATE TABLE other (id TEXT)"),
            ]
        }
        #expect(counts == [2, 0, 0])
    }

    @Test(arguments: TestEngine.all) func returningGivesRows(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        let names = try await store.write { tx in
            try tx.rows("INSERT INTO animal (id, name) VALUES ('1', 'a'), ('2', 'b') RETURNING name").map {
                try $0.get("name") as String
            }
        }
        #expect(names == ["a", "b"])
        // `first` must not stop before the statement has written all.
        _ = try await store.write { try $0.first("INSERT INTO animal (id, name) VALUES ('3', 'c'), ('4', 'd') RETURNING name") }
        #expect(try await store.animals() == ["a", "b", "c", "d"])
    }

    @Test(arguments: TestEngine.all) func aThrowingWriteLeavesNothing(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        await #expect(throws: Change.self) {
            try await store.write { tx in
                try tx.insertAnimal("swift")
                throw Change()
            }
        }
        #expect(try await store.animals().isEmpty)
    }

    @Test(arguments: TestEngine.all) func readsCannotWrite(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        await #expect(throws: (any Error).self) {
            try await store.read { _ = try $0.rows("INSERT INTO animal (id, name) VALUES ('1', 'a') RETURNING id") }
        }
        #expect(try await store.animals().isEmpty)
    }

    @Test(arguments: TestEngine.all) func aReadThatThrowsEndsItsSnapshot(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        for _ in 0..<20 { await #expect(throws: Change.self) { try await store.read { _ in throw Change() } } }
        try await store.write { try $0.insertAnimal("swift") }
        #expect(try await store.animals() == ["swift"])
    }

    @Test(arguments: TestEngine.all) func aSnapshotIsConsistent(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        let writer = Task {
            for number in 0..<200 {
                try await store.write { tx in
                    try tx.insertAnimal("left-\(number)")
                    try tx.insertAnimal("right-\(number)")
                }
            }
        }
        for _ in 0..<200 {
            let (left, right) = try await store.read { snapshot in
                let left: Int? = try snapshot.value("SELECT count(*) FROM animal WHERE name LIKE 'left%'")
                let right: Int? = try snapshot.value("SELECT count(*) FROM animal WHERE name LIKE 'right%'")
                return (left, right)
            }
            #expect(left == right)
        }
        try await writer.value
    }

    @Test(arguments: TestEngine.all) func whoAsksNothingDisturbsNobody(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        for _ in 0..<3 {
            try await store.read { _ in }
            #expect(try await store.animals().isEmpty)
            try await store.write { _ in }
        }
    }

    private static let violations: [(SQL, StoreError)] = [
        ("INSERT INTO animal (id, name) VALUES ('2', 'taken')", .unique("UNIQUE constraint failed: animal.name")),
        ("INSERT INTO animal (id, name) VALUES ('1', 'free')", .unique("UNIQUE constraint failed: animal.id")),
        ("INSERT INTO animal (id, name, species_id) VALUES ('2', 'x', 'no')", .foreignKey("FOREIGN KEY constraint failed")),
        ("INSERT INTO animal (id, name, legs) VALUES ('2', 'x', -1)", .check("CHECK constraint failed: legs >= 0")),
        ("INSERT INTO animal (id, name, legs) VALUES ('2', 'x', NULL)", .notNull("NOT NULL constraint failed: animal.legs")),
    ]

    @Test(arguments: TestEngine.all, violations)
    func constraintsAreNamed(engine: TestEngine, violation: (SQL, StoreError)) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        let (sql, expected) = violation
        try await store.write { try $0.execute("INSERT INTO animal (id, name) VALUES ('1', 'taken')") }
        let error = await #expect(throws: StoreError.self) { try await store.write { try $0.execute(sql) } }
        // The name of a check that has none is the database's own.
        if case .check = expected, case .check = error { return }
        #expect(error == expected)
    }

    @Test func aDeferredForeignKeyFailsOnlyItsOwnWrite() async throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        await #expect(throws: StoreError.foreignKey("FOREIGN KEY constraint failed")) {
            try await store.write { tx in
                try tx.execute("PRAGMA defer_foreign_keys = ON")
                try tx.execute("INSERT INTO animal (id, name, species_id) VALUES ('2', 'x', 'no')")
            }
        }
        try await store.write { try $0.insertAnimal("swift") }
        #expect(try await store.animals() == ["swift"])
    }

    @Test(arguments: TestEngine.all) func wrongSQLIsAFault(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        let fault = await #expect(throws: Fault.self) { try await store.read { try $0.rows("SELECT * FROM nowhere") } }
        #expect(fault?.code == "STORE-ERROR")
        #expect(fault?.message.contains("nowhere") == false)
        #expect(fault?.detail?.contains("nowhere") == true)
    }

    @Test(arguments: TestEngine.all) func doubleQuotedTextIsNoText(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        await #expect(throws: Fault.self) { try await store.read { try $0.rows("SELECT \"text\"") } }
    }

    @Test func aFullDiskIsNamedAndPasses() async throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        let pages: Int? = try await store.write { try $0.value("PRAGMA page_count") }
        let limit = try #require(pages) + 1
        try await store.write { _ = try $0.rows(SQL(text: "PRAGMA max_page_count = \(limit)")) }
        let large = String(repeating: "x", count: 100_000)
        let fault = await #expect(throws: Fault.self) { try await store.write { try $0.insertAnimal(large) } }
        #expect(fault?.code == "STORE-DISK-FULL")
        #expect(fault?.hint != nil)
        try await store.write { try $0.insertAnimal("swift") }
        #expect(try await store.animals() == ["swift"])
    }
}
