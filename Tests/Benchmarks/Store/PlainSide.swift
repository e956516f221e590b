import Core
import Foundation
import GRDBSQLite

/// SQLite through its C interface under the same load: prepared statements, one thread and one connection per writer.
struct PlainSide {
    private let path: String

    init(path: String) throws {
        self.path = path
        try PlainConnection(path).run("CREATE TABLE item (id TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL)")
    }

    func rate(of load: Load, seconds: Double) async throws -> Double {
        guard let writers = load.writers else { return try await onThread { try readRate(seconds) } }
        let start = ContinuousClock.now
        let end = start + .seconds(seconds)
        let commits = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<writers { group.addTask { try await onThread { try write(until: end) } } }
            return try await group.reduce(0, +)
        }
        return Double(commits) / ((ContinuousClock.now - start) / .seconds(1))
    }

    private func write(until end: ContinuousClock.Instant) throws -> Int {
        let connection = try PlainConnection(path)
        let insert = try connection.prepare("INSERT INTO item (id, value) VALUES (?, ?)")
        defer { sqlite3_finalize(insert) }
        var commits = 0
        while ContinuousClock.now < end {
            try connection.insert(insert, UUIDText.random(dashed: true), Int64(commits))
            commits += 1
        }
        return commits
    }

    private func readRate(_ seconds: Double) throws -> Double {
        let connection = try PlainConnection(path)
        let insert = try connection.prepare("INSERT INTO item (id, value) VALUES (?, ?)")
        let select = try connection.prepare("SELECT id, value FROM item WHERE id = ?")
        defer {
            sqlite3_finalize(insert)
            sqlite3_finalize(select)
        }
        let id = UUIDText.random(dashed: true)
        try connection.insert(insert, id, 1)
        let start = ContinuousClock.now
        let end = start + .seconds(seconds)
        var reads = 0
        while ContinuousClock.now < end {
            let value = try connection.value(select, id)
            precondition(value == 1, "the row is there")
            reads += 1
        }
        return Double(reads) / ((ContinuousClock.now - start) / .seconds(1))
    }

    /// A thread that may wait for the disk.
    private func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result(catching: work)) }.start()
        }
    }
}
