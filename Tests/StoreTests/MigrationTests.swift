import Core
import Store
import StoreTesting
import Testing

@Suite struct MigrationTests {
    private static let steps: [Migration] = [
        .animals,
        Migration("test-002-colour", "ALTER TABLE animal ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'"),
        Migration("test-003-index", "CREATE INDEX animal_by_colour ON animal (colour, name)"),
    ]

    private func schema(_ store: Store) async throws -> [String] {
        try await store.read { snapshot in
            try snapshot.rows("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").map { try $0.get("sql") }
        }
    }

    @Test func freshEqualsMigrated() async throws {
        let scratch = try Scratch()
        let fresh = try Store(path: scratch.place("fresh.db"), migrations: Self.steps)
        for count in 1...Self.steps.count {
            let store = try Store(path: scratch.place("old.db"), migrations: Array(Self.steps.prefix(count)))
            if count == 1 { try await store.write { try $0.insertAnimal("swift") } }
            await store.close()
        }
        let migrated = try Store(path: scratch.place("old.db"), migrations: Self.steps)
        #expect(try await schema(migrated) == schema(fresh))
        let colour: String? = try await migrated.read { try $0.value("SELECT colour FROM animal") }
        #expect(colour == "grey")
    }

    @Test(arguments: TestEngine.all) func theLatestIsAppliedOnce(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        for _ in 0..<2 {
            let store = try scratch.store(Self.steps)
            let names = try await store.read { snapshot in
                try snapshot.rows("SELECT name FROM store_migration ORDER BY name").map { try $0.get("name") as String }
            }
            #expect(names == Self.steps.map(\.name))
            await store.close()
        }
    }

    @Test func aNewerDatabaseIsRefusedUntouched() async throws {
        let scratch = try Scratch()
        await (try scratch.store(Self.steps)).close()
        let before = try Store.verify(path: scratch.path())
        let fault = #expect(throws: Fault.self) {
            try scratch.store([.animals, Migration("test-009-other", "CREATE TABLE other (id TEXT)")])
        }
        #expect(fault?.code == "STORE-NEWER")
        #expect(fault?.detail?.contains("test-002-colour") == true)
        let after = try Store.verify(path: scratch.path())
        #expect(after.rows == before.rows)
        #expect(after.migrations == before.migrations)
    }

    @Test(arguments: TestEngine.all) func twoOfOneNameAreRefused(engine: TestEngine) throws {
        let scratch = try Scratch(engine)
        let fault = #expect(throws: Fault.self) { try scratch.store([.animals, .animals]) }
        #expect(fault?.code == "STORE-MIGRATIONS")
    }

    @Test func aFailingOneLeavesNothingOfTheOthers() async throws {
        let scratch = try Scratch()
        let fault = #expect(throws: Fault.self) {
            try scratch.store(Self.steps + [Migration("test-004", "CREATE TABLE animal (x TEXT)")])
        }
        #expect(fault?.code == "STORE-MIGRATION")
        let tables = try Store(path: scratch.path(), migrations: [])
        #expect(try await schema(tables).count == 1)
    }

    @Test func oneStoreOwnsADatabase() async throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        let fault = #expect(throws: Fault.self) { try scratch.store() }
        #expect(fault?.code == "STORE-IN-USE")
        await store.close()
        await (try scratch.store()).close()
    }

    @Test(arguments: ["missing/apus.db", "."])
    func whatCannotBeOpenedIsAFault(name: String) throws {
        let scratch = try Scratch()
        let fault = #expect(throws: Fault.self) { try Store(path: scratch.path(name), migrations: []) }
        #expect(fault?.code.hasPrefix("STORE-") == true)
    }
}
