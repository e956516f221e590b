import Core
import Glibc
import NIOCore

/// A file that is sent piece by piece, so that its size does not matter to memory.
struct UploadFile: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    static let pieceSize = 256 * 1024

    let path: String
    let size: Int64
    /// Told how many bytes have been handed on so far.
    let progress: @Sendable (Int64) -> Void

    /// - Throws: `Fault` FILE-READ.
    init(path: String, progress: @escaping @Sendable (Int64) -> Void = { _ in }) throws {
        guard let status = FileStatus(path), !status.isDirectory else { throw Self.unreadable(path) }
        self.path = path
        size = Int64(status.size)
        self.progress = progress
    }

    func makeAsyncIterator() -> Iterator { Iterator(file: open(path, O_RDONLY | O_CLOEXEC), path: path, progress: progress) }

    struct Iterator: AsyncIteratorProtocol {
        let file: Int32
        let path: String
        let progress: @Sendable (Int64) -> Void
        var sent: Int64 = 0

        mutating func next() async throws -> ByteBuffer? {
            guard file >= 0 else { throw UploadFile.unreadable(path) }
            var piece = ByteBuffer()
            let count = piece.writeWithUnsafeMutableBytes(minimumWritableBytes: UploadFile.pieceSize) { bytes in
                Swift.max(0, read(file, bytes.baseAddress, UploadFile.pieceSize))
            }
            guard count > 0 else {
                close(file)
                return nil
            }
            sent += Int64(count)
            progress(sent)
            return piece
        }
    }

    private static func unreadable(_ path: String) -> Fault {
        Fault(.notFound, code: "FILE-READ", "\(path) cannot be read: \(Errno.last.text)")
    }
}
