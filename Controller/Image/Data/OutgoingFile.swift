import Core
import Glibc
import NIOCore
import Store

/// The data of an image on its way to a client. The file stays readable to its end, even if the image is deleted meanwhile.
final class OutgoingFile: Sendable {
    /// Small enough that a thousand slow clients fit into memory; larger ones are not faster.
    static let chunkSize = 128 * 1024

    private let descriptor: Int32
    private let path: String
    let size: Int64

    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw Refusal.file(path, Errno.last) }
        guard let status = FileStatus(descriptor: descriptor) else {
            let error = Errno.last
            close(descriptor)
            throw Refusal.file(path, error)
        }
        size = status.size
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    deinit { close(descriptor) }

    /// Up to a chunk from there, not beyond `end`; empty at the end.
    func read(at offset: Int64, until end: Int64) async throws -> ByteBuffer {
        let length = Int(min(Int64(Self.chunkSize), end - offset))
        guard length > 0 else { return ByteBuffer() }
        return try await Blocking.run { try self.load(offset, length) }
    }

    private func load(_ offset: Int64, _ length: Int) throws -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: length)
        while buffer.readableBytes < length {
            let place = off_t(offset) + off_t(buffer.readableBytes), wanted = length - buffer.readableBytes
            let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { space in
                max(0, pread(descriptor, space.baseAddress, wanted, place))
            }
            // The length has been promised: a file that ends before is broken, and the answer must break off.
            guard count > 0 else { throw Refusal.file(path, Errno.last) }
        }
        return buffer
    }
}
