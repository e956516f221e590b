import Foundation
import Store
import StoreTesting

/// A store in a directory of its own for one test, removed with the last reference.
final class Scratch: Sendable {
    let store: Store
    private let directory: URL

    init(_ migrations: [Migration]) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "apus-reconcile-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        store = try Store(path: TestEngine.chosen.place(directory.appending(path: "apus.db").path), migrations: migrations)
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
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
