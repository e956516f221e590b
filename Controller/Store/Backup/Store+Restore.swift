internal import Core
internal import GRDB
internal import Glibc

extension Store {
    /// Puts a verified copy of a backup in the place of the database, and keeps what was there.
    ///
    /// Killed at any moment, the path names either the old database or the restored one, both whole.
    ///
    /// - Parameter migrations: those of this program, to refuse a backup of a newer one; nil to leave that open.
    /// - Returns: where the old database is now; nil if there was none.
    /// - Throws: a `Fault`: `STORE-IN-USE` while a controller runs on it, and those of `verify`.
    @discardableResult
    public static func restore(from backup: String, to path: String, migrations: [Migration]? = nil) throws -> String? {
        try refuseServer(path)
        let lock = try LockFile(path + ".lock")
        defer { lock.release() }
        try verify(path: backup, migrations: migrations)
        let partial = "\(path).partial-\(UUIDText.random(dashed: false))"
        defer { unlink(partial) }
        let source = try SQLiteEngine.openReadOnly(backup)
        defer { try? source.close() }
        try copy(source, to: partial)
        try verify(path: partial, migrations: migrations)
        let kept = try setAside(path)
        try DatabaseFile.move(partial, to: path)
        return kept
    }

    /// Gives the old database a second name; it keeps its first until the new one takes that over.
    private static func setAside(_ path: String) throws -> String? {
        guard DatabaseFile.exists(path) else { return nil }
        let aside = "\(path).before-restore-\(SystemTime().now.iso8601(.microseconds))"
        foldLog(path)
        // What is left of the log of a damaged database must not be taken for the log of the new one.
        for suffix in ["-wal", "-shm"] where DatabaseFile.exists(path + suffix) {
            try DatabaseFile.move(path + suffix, to: aside + suffix)
        }
        try DatabaseFile.link(path, as: aside)
        return aside
    }

    /// Brings the log of a database, of which a process that was killed leaves one, into the database itself. A damaged one
    /// refuses, and is kept as it is.
    private static func foldLog(_ path: String) {
        guard let queue = try? DatabaseQueue(path: path) else { return }
        try? queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        try? queue.close()
    }
}
