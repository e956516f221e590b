internal import Core
internal import Glibc

/// What the store does with database files as files.
enum DatabaseFile {
    /// Makes an empty file that only its owner can read, unless there is one: a database holds secrets.
    static func create(_ path: String) throws {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("opened", path) }
        close(file)
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Gives the file a second name, which must be free.
    static func link(_ path: String, as other: String) throws {
        guard Glibc.link(path, other) == 0 else { throw failure("kept as \(other)", path) }
    }

    /// Gives a file that is complete its name, replacing what has that name; both the content and the name are on the disk
    /// afterwards.
    static func move(_ path: String, to destination: String) throws {
        try flush(path)
        guard rename(path, destination) == 0 else { throw failure("renamed to \(destination)", path) }
        try flush(directory(of: destination))
    }

    private static func flush(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("opened", path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure("written to the disk", path) }
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func failure(_ what: String, _ path: String) -> Fault {
        Fault(
            .unavailable, code: errno == ENOSPC ? "STORE-DISK-FULL" : "STORE-FILE",
            "\(path) could not be \(what): \(Errno.last.text).")
    }
}
