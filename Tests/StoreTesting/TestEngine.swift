internal import Foundation
internal import Synchronization

/// Which database a test's store is kept in.
public enum TestEngine: String, Sendable, CaseIterable, CustomStringConvertible {
    case sqlite, postgresql

    /// Those of this machine.
    public static let all: [TestEngine] = TestServer.isInstalled ? [.sqlite, .postgresql] : [.sqlite]

    /// That of the tests that run once: the environment's `APUS_TEST_ENGINE`, or SQLite.
    public static let chosen = TestEngine(rawValue: ProcessInfo.processInfo.environment["APUS_TEST_ENGINE"] ?? "") ?? .sqlite

    public var description: String { rawValue }

    /// What to open a store by: the file, or a database that stands for it, the same for the same path.
    public func place(_ file: String) throws -> String {
        switch self {
        case .sqlite: return file
        case .postgresql:
            let schema = Self.schemas.withLock { schemas in
                let schema = schemas[file] ?? schemas.count + 1
                schemas[file] = schema
                return schema
            }
            return try TestServer.shared().url(schema: schema)
        }
    }

    private static let schemas = Mutex<[String: Int]>([:])
}
