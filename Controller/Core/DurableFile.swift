public import Glibc

/// Small files that are either whole and on disk, or as they were before: certificates, keys, configurations.
///
/// Theory of operation: the new content goes to a temporary file beside the old one, is flushed, takes the name with
/// `rename(2)`, and then the directory is flushed, so that the name survives a power loss too. Killed anywhere in between,
/// the old file stands, and at most a file `.<name>.<pid>.tmp` is left behind, which nobody reads.
public enum DurableFile {
    /// - Throws: `Fault` FILE-WRITE with the path and the system's reason.
    public static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws {
        let (directory, name) = split(path)
        let temporary = "\(directory)/.\(name).\(getpid()).tmp"
        do {
            try fill(temporary, with: bytes, mode: mode)
            guard rename(temporary, path) == 0 else { throw Errno.last }
            try flush(directory: directory)
        } catch let error as Errno {
            unlink(temporary)
            throw Fault(.internalError, code: "FILE-WRITE", "\(path) cannot be written: \(error.text)")
        }
    }

    /// Removes the file durably; a file that is not there is no error.
    public static func remove(_ path: String) throws {
        do {
            guard unlink(path) == 0 || errno == ENOENT else { throw Errno.last }
            try flush(directory: split(path).directory)
        } catch let error as Errno where error.number != ENOENT {
            throw Fault(.internalError, code: "FILE-REMOVE", "\(path) cannot be removed: \(error.text)")
        } catch is Errno {
            return
        }
    }

    /// The whole file, or nil if there is none.
    ///
    /// - Throws: `Fault` FILE-READ with the path and the system's reason.
    public static func read(_ path: String) throws -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw unreadable(path, Errno.last)
        }
        defer { close(file) }
        do {
            return try contents(of: file)
        } catch let error as Errno {
            throw unreadable(path, error)
        }
    }

    private static func unreadable(_ path: String, _ error: Errno) -> Fault {
        Fault(.internalError, code: "FILE-READ", "\(path) cannot be read: \(error.text)")
    }

    private static func fill(_ path: String, with bytes: [UInt8], mode: mode_t) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
        guard file >= 0 else { throw Errno.last }
        defer { close(file) }
        // The umask and a left-over temporary file must not decide the mode.
        guard fchmod(file, mode) == 0 else { throw Errno.last }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Errno.last }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0 else { throw Errno.last }
    }

    private static func contents(of file: Int32) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Errno.last }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    private static func flush(directory: String) throws {
        let file = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw Errno.last }
        defer { close(file) }
        guard fsync(file) == 0 else { throw Errno.last }
    }

    private static func split(_ path: String) -> (directory: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let directory = slash == path.startIndex ? "/" : String(path[..<slash])
        return (directory, String(path[path.index(after: slash)...]))
    }
}
