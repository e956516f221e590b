import Foundation
import Store
import StoreTesting

/// A directory of its own for one test, removed with the last reference.
final class Scratch: Sendable {
    let directory: String
    private let engine: TestEngine

    init(_ engine: TestEngine = .sqlite) throws {
        self.engine = engine
        let url = FileManager.default.temporaryDirectory.appending(path: "apus-store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        directory = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    func path(_ name: String = "apus.db") -> String { "\(directory)/\(name)" }

    /// What a store is opened by.
    func place(_ name: String = "apus.db") throws -> String { try engine.place(path(name)) }

    var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted() }

    /// A store with the tables that most tests use.
    func store(_ migrations: [Migration] = [.animals]) throws -> Store {
        try Store(path: place(), migrations: migrations)
    }
}

extension Migration {
    static let animals = Migration(
        "test-001-animals",
        """
        CREATE TABLE species (id TEXT PRIMARY KEY NOT NULL)
        """,
        """
        CREATE TABLE animal (
            id TEXT PRIMARY KEY NOT NULL,
            name TEXT NOT NULL UNIQUE,
            legs INTEGER NOT NULL DEFAULT 2 CHECK (legs >= 0),
            species_id TEXT REFERENCES species (id) DEFERRABLE INITIALLY IMMEDIATE
        )
        """)
}

extension Transaction {
    func insertAnimal(_ name: String) throws {
        try execute("INSERT INTO animal (id, name) VALUES (\("id-" + name), \(name))")
    }
}

extension Store {
    func animals() async throws -> [String] {
        try await read { try $0.rows("SELECT name FROM animal ORDER BY name").map { try $0.get("name") } }
    }
}

/// Waits until the predicate holds; false after the deadline.
func eventually(within limit: Duration = .seconds(10), _ predicate: () async throws -> Bool) async rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try await predicate() { return true }
        await Task.yield()
    }
    return false
}
