import Core
import Glibc

/// A log that programs append to by themselves, so that it goes on when the supervisor dies.
///
/// It is cut by copying: the programs keep their descriptor, and a few lines written in that instant may be lost.
struct LogFile: Sendable {
    static let limit: Int64 = 16 << 20

    let path: String

    /// A descriptor to append with.
    func open() throws -> Int32 {
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Fault(.internalError, code: "LOG-FILE", "\(path) cannot be opened: \(Errno.last.text)") }
        return file
    }

    /// Moves the content to `<path>.1` when there is more than `limit`; what was in `.1` goes.
    func rotate(limit: Int64 = limit) throws {
        guard let size = FileStatus(path)?.size, size > limit else { return }
        let source = Glibc.open(path, O_RDWR | O_CLOEXEC)
        guard source >= 0 else { return }
        defer { close(source) }
        let target = Glibc.open(path + ".1", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard target >= 0 else { return }
        defer { close(target) }
        var offset: off_t = 0
        while offset < size, sendfile(target, source, &offset, Int(size - Int64(offset))) > 0 {}
        ftruncate(source, 0)
    }

    /// The last lines, oldest first.
    func tail(_ count: Int) -> [Substring] {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        let size = lseek(file, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: Int(min(size, 65_536)))
        let read = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, size - off_t($0.count)) }
        return String(decoding: bytes.prefix(max(0, read)), as: UTF8.self).split(separator: "\n").suffix(count)
    }
}
