import Glibc
import Testing

@testable import Core

struct ProcessLockTests {
    private func scratch(_ body: (String) throws -> Void) throws {
        let path = "/tmp/apus-lock-\(UUIDText.random(dashed: true))"
        defer { unlink(path) }
        try body(path)
    }

    @Test func oneAtATimeHoldsIt() throws {
        try scratch { path in
            #expect(ProcessLock.holder(path) == nil)
            let lock = try #require(try ProcessLock.take(path))
            // flock(2) belongs to the open file, so a second opening by the same process is refused, too.
            #expect(ProcessLock.holder(path) == getpid())
            #expect(try ProcessLock.take(path) == nil)
            lock.release()
            #expect(ProcessLock.holder(path) == nil)
            let again = try #require(try ProcessLock.take(path))
            again.release()
        }
    }

    @Test func whoHoldsItWithoutANumberIsNobodyKnown() throws {
        try scratch { path in
            let lock = try #require(try ProcessLock.take(path))
            truncate(path, 0)
            #expect(ProcessLock.holder(path) == 0)
            lock.release()
        }
    }

    @Test func aDirectoryThatIsMissingIsSaid() {
        #expect(throws: Fault.self) { try ProcessLock.take("/nowhere/at/all.lock") }
    }
}
