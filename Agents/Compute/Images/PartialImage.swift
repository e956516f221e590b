import Crypto
import Glibc
import Synchronization

/// An image file while it is fetched. What has arrived is kept over failures and restarts, and counted into the hash anew.
final class PartialImage: Sendable {
    private struct State {
        var hash = SHA512()
        var size: UInt64 = 0
    }

    private let path: String
    private let file: Int32
    private let limit: UInt64
    private let state = Mutex(State())

    /// Waits for the disk.
    ///
    /// - Parameter limit: the size that the whole image has; a longer file is begun anew
    init(_ path: String, limit: UInt64) throws {
        self.path = path
        self.limit = limit
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else { throw FileError("open", path) }
        try countWhatIsThere()
    }

    deinit { close(file) }

    var size: UInt64 { state.withLock { $0.size } }

    /// Waits for the disk. - Throws: `FileError`; `GuestProblem` where more comes than the image has
    func append(_ bytes: [UInt8]) throws {
        guard size + UInt64(bytes.count) <= limit else {
            throw GuestProblem(
                "HOST-IMAGE-HASH", "The image is longer than its record says.", hint: "Upload the image again.",
                passesElsewhere: false)
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError("write", path) }
            rest = rest.dropFirst(count)
        }
        state.withLock { state in
            state.hash.update(data: bytes)
            state.size += UInt64(bytes.count)
        }
    }

    /// In lower-case hexadecimal.
    var digest: String {
        let digits = Array("0123456789abcdef".utf8)
        let bytes = state.withLock { $0.hash }.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Waits for the disk.
    func sync() throws { guard fsync(file) == 0 else { throw FileError("sync", path) } }

    private func countWhatIsThere() throws {
        if lseek(file, 0, SEEK_END) > off_t(clamping: limit) {
            guard ftruncate(file, 0) == 0 else { throw FileError("empty", path) }
        }
        guard lseek(file, 0, SEEK_SET) == 0 else { throw FileError("read", path) }
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError("read", path) }
            if count == 0 { return }
            state.withLock { state in
                state.hash.update(data: buffer[..<count])
                state.size += UInt64(count)
            }
        }
    }
}
