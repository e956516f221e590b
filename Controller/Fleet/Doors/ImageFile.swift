import Core
import Glibc
import Store

/// An open image file, read piece by piece from wherever the host has left off.
///
/// The disk is waited for on a queue of its own: the threads that serve sessions must not stand still for it.
final class ImageFile: Sendable {
    static let chunk = 256 * 1024

    private let descriptor: Int32
    let size: UInt64

    /// - Throws: `Errno`.
    init(_ path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0, let status = FileStatus(descriptor: descriptor) else { throw Errno.last }
        size = UInt64(status.size)
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    deinit { close(descriptor) }

    /// The bytes from `offset` on, as many as one chunk has; empty at the end.
    func read(at offset: UInt64) async throws -> [UInt8] {
        try await Blocking.run { try self.readNow(at: offset) }
    }

    private func readNow(at offset: UInt64) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, count in
            while count < Self.chunk {
                let got = pread(
                    descriptor, buffer.baseAddress?.advanced(by: count), Self.chunk - count, off_t(offset) + off_t(count))
                if got == 0 { return }
                if got > 0 { count += got } else if errno != EINTR { throw Errno.last }
            }
        }
    }
}
