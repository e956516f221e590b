import Core
import Glibc

/// The temporary file that data comes into. Closed when nobody holds it any more; removed unless it got its name.
final class IncomingFile: Sendable {
    private let descriptor: Int32
    private let path: String

    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
    }

    deinit { close(descriptor) }

    /// Appends. The advice makes Linux begin to write it to the disk (it cannot drop what is not there yet), so that the flush at
    /// the end has little left to do.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure(path) }
            rest = rest.dropFirst(count)
        }
        posix_fadvise(descriptor, off_t(offset), off_t(bytes.count), POSIX_FADV_DONTNEED)
    }

    func flush() throws {
        guard fsync(descriptor) == 0 else { throw Self.failure(path) }
    }

    func rename(to name: String, in directory: String) throws {
        guard Glibc.rename(path, name) == 0 else { throw Self.failure(name) }
        let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Self.failure(directory) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw Self.failure(directory) }
    }

    func remove() { unlink(path) }

    private static func failure(_ path: String) -> Fault {
        let error = Errno.last
        return error.number == ENOSPC || error.number == EDQUOT ? Refusal.diskFull(error) : Refusal.file(path, error)
    }
}
