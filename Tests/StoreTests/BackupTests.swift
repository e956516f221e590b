import Core
import Foundation
import Store
import Synchronization
import Testing

@Suite struct BackupTests {
    @Test func aBackupUnderWritesIsOneSnapshot() async throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        let filler = String(repeating: "x", count: 2000)
        try await store.write { tx in for number in 0..<2000 { try tx.insertAnimal("\(number)-\(filler)") } }
        let writer = Task {
            var number = 0
            while !Task.isCancelled {
                let pair = number
                try await store.write { tx in
                    try tx.insertAnimal("left-\(pair)")
                    try tx.insertAnimal("right-\(pair)")
                }
                number += 1
            }
            return number
        }
        let steps = Mutex<[BackupProgress]>([])
        try await store.backup(to: scratch.path("backup.db")) { step in steps.withLock { $0.append(step) } }
        writer.cancel()
        #expect(try await writer.value > 0)

        let seen = steps.withLock { $0 }
        #expect(seen.count > 1)
        #expect(seen.last?.fraction == 1)
        let verified = try Store.verify(path: scratch.path("backup.db"), migrations: [.animals])
        #expect(verified.migrations == ["test-001-animals"])
        #expect(scratch.files == ["apus.db", "apus.db-shm", "apus.db-wal", "apus.db.lock", "backup.db"])

        let copy = try Store(path: scratch.path("backup.db"), migrations: [.animals])
        let left: Int? = try await copy.read { try $0.value("SELECT count(*) FROM animal WHERE name LIKE 'left%'") }
        let right: Int? = try await copy.read { try $0.value("SELECT count(*) FROM animal WHERE name LIKE 'right%'") }
        let other: Int? = try await copy.read { try $0.value("SELECT count(*) FROM animal WHERE name LIKE '%xxx'") }
        #expect(left == right)
        #expect(other == 2000)
        #expect(verified.rows["animal"] == (left ?? 0) * 2 + 2000)
    }

    @Test func aBackupIsPrivate() async throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        try await store.backup(to: scratch.path("backup.db"))
        for name in ["apus.db", "backup.db"] {
            let mode = try FileManager.default.attributesOfItem(atPath: scratch.path(name))[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test func aDatabaseOfAnotherProcessCanBeBackedUp() async throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        try await store.write { try $0.insertAnimal("swift") }
        try await Store.backup(of: scratch.path(), to: scratch.path("backup.db"))
        #expect(try Store.verify(path: scratch.path("backup.db")).rows["animal"] == 1)
    }

    @Test func aFailedBackupLeavesTheOldOne() async throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        let fault = await #expect(throws: Fault.self) { try await store.backup(to: scratch.path("missing/backup.db")) }
        #expect(fault?.code == "STORE-FILE")
        #expect(!scratch.files.contains { $0.contains("partial") })
    }

    @Test func restoreBringsBackAndKeepsTheOther() async throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        try await store.write { try $0.insertAnimal("old") }
        try await store.backup(to: scratch.path("backup.db"))
        try await store.write { try $0.insertAnimal("new") }

        let refusal = #expect(throws: Fault.self) { try Store.restore(from: scratch.path("backup.db"), to: scratch.path()) }
        #expect(refusal?.code == "STORE-IN-USE")
        #expect(try await store.animals() == ["new", "old"])
        await store.close()

        let kept = try #require(try Store.restore(from: scratch.path("backup.db"), to: scratch.path(), migrations: [.animals]))
        #expect(kept.contains("before-restore"))
        let restored = try scratch.store()
        #expect(try await restored.animals() == ["old"])
        let aside = try Store(path: kept, migrations: [.animals])
        #expect(try await aside.animals() == ["new", "old"])
    }

    @Test func restoreReplacesADamagedDatabase() async throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        try await store.write { try $0.insertAnimal("old") }
        try await store.backup(to: scratch.path("backup.db"))
        await store.close()
        for suffix in ["", "-wal", "-shm"] { try Data("rubbish".utf8).write(to: URL(filePath: scratch.path() + suffix)) }
        let kept = try #require(try Store.restore(from: scratch.path("backup.db"), to: scratch.path()))
        #expect(try Data(contentsOf: URL(filePath: kept)) == Data("rubbish".utf8))
        let restored = try scratch.store()
        #expect(try await restored.animals() == ["old"])
    }

    @Test func restoreMakesADatabaseWhereThereIsNone() async throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        try await store.write { try $0.insertAnimal("swift") }
        try await store.backup(to: scratch.path("backup.db"))
        #expect(try Store.restore(from: scratch.path("backup.db"), to: scratch.path("other.db")) == nil)
        #expect(try Store.verify(path: scratch.path("other.db")).rows["animal"] == 1)
    }

    @Test func aNewerBackupIsNotRestored() async throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        try await store.backup(to: scratch.path("backup.db"))
        let fault = #expect(throws: Fault.self) {
            try Store.restore(from: scratch.path("backup.db"), to: scratch.path("other.db"), migrations: [])
        }
        #expect(fault?.code == "STORE-NEWER")
        #expect(!scratch.files.contains("other.db"))
    }

    /// Overwrites the middle of the file, where the rows are.
    private func damage(_ path: String) throws {
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        try file.seek(toOffset: 4096 * 4)
        try file.write(contentsOf: Data(repeating: 0xA5, count: 4096 * 8))
        try file.close()
    }

    @Test func damageIsFound() async throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        try await store.write { tx in for number in 0..<500 { try tx.insertAnimal("animal-with-a-long-name-\(number)") } }
        try await store.backup(to: scratch.path("backup.db"))
        try damage(scratch.path("backup.db"))
        let fault = #expect(throws: Fault.self) { try Store.verify(path: scratch.path("backup.db")) }
        #expect(fault?.code == "STORE-CORRUPT")
        let refusal = #expect(throws: Fault.self) {
            try Store.restore(from: scratch.path("backup.db"), to: scratch.path("other.db"))
        }
        #expect(refusal?.code == "STORE-CORRUPT")
        #expect(!scratch.files.contains("other.db"))
    }

    @Test func orphansAreFound() async throws {
        let scratch = try Scratch()
        let store = try scratch.store([
            Migration("test-001", "CREATE TABLE a (id TEXT PRIMARY KEY)", "CREATE TABLE b (a_id TEXT)"),
            // The foreign key comes after the row that breaks it, in a way that SQLite does not check.
            Migration(
                "test-002", "INSERT INTO b VALUES ('missing')", "PRAGMA writable_schema = ON",
                "UPDATE sqlite_schema SET sql = 'CREATE TABLE b (a_id TEXT REFERENCES a (id))' WHERE name = 'b'"),
        ])
        await store.close()
        let fault = #expect(throws: Fault.self) { try Store.verify(path: scratch.path()) }
        #expect(fault?.detail?.contains("b refers to a missing a") == true)
    }

    @Test func otherFilesAreRefused() throws {
        let scratch = try Scratch()
        let missing = #expect(throws: Fault.self) { try Store.verify(path: scratch.path("missing.db")) }
        #expect(missing?.code == "STORE-NOT-FOUND")
        try Data(
            "This is no database, but a text that is longer than the header of one would be. So there. And so on, and on."
                .utf8
        ).write(to: URL(filePath: scratch.path("text.db")))
        let text = #expect(throws: Fault.self) { try Store.verify(path: scratch.path("text.db")) }
        #expect(text?.code == "STORE-CORRUPT")
        try Data().write(to: URL(filePath: scratch.path("empty.db")))
        let empty = #expect(throws: Fault.self) { try Store.verify(path: scratch.path("empty.db")) }
        #expect(empty?.code == "STORE-NOT-APUS")
    }
}
