import Core
import Store

/// The store under load.
struct StoreSide {
    private let store: Store

    init(path: String) throws {
        let table = Migration("benchmark-001", "CREATE TABLE item (id TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL)")
        store = try Store(path: path, migrations: [table])
    }

    func rate(of load: Load, seconds: Double) async throws -> Double {
        guard let writers = load.writers else { return try await readRate(seconds) }
        let start = ContinuousClock.now
        let end = start + .seconds(seconds)
        let commits = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<writers { group.addTask { try await write(until: end) } }
            return try await group.reduce(0, +)
        }
        return Double(commits) / ((ContinuousClock.now - start) / .seconds(1))
    }

    private func write(until end: ContinuousClock.Instant) async throws -> Int {
        var commits = 0
        while ContinuousClock.now < end {
            let id = UUIDText.random(dashed: true)
            let value = commits
            try await store.write { try $0.execute("INSERT INTO item (id, value) VALUES (\(id), \(value))") }
            commits += 1
        }
        return commits
    }

    private func readRate(_ seconds: Double) async throws -> Double {
        let id = UUIDText.random(dashed: true)
        try await store.write { try $0.execute("INSERT INTO item (id, value) VALUES (\(id), 1)") }
        let start = ContinuousClock.now
        let end = start + .seconds(seconds)
        var reads = 0
        while ContinuousClock.now < end {
            let value: Int? = try await store.read { try $0.first("SELECT id, value FROM item WHERE id = \(id)")?.get("value") }
            precondition(value == 1, "the row is there")
            reads += 1
        }
        return Double(reads) / ((ContinuousClock.now - start) / .seconds(1))
    }
}
