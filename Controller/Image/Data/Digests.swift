import Crypto
import Synchronization

/// The checksums of an image, which are computed piece by piece and beside each other.
final class Digests: Sendable {
    private let md5 = Mutex(Insecure.MD5())
    private let sha512 = Mutex(SHA512())

    func updateMD5(_ bytes: UnsafeRawBufferPointer) { md5.withLock { $0.update(bufferPointer: bytes) } }

    func updateSHA512(_ bytes: UnsafeRawBufferPointer) { sha512.withLock { $0.update(bufferPointer: bytes) } }

    /// Of all so far, in hexadecimal digits.
    var checksum: String { Self.hexadecimal(md5.withLock { $0.finalize() }) }
    var hashValue: String { Self.hexadecimal(sha512.withLock { $0.finalize() }) }

    private static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0x0F)]] }, as: UTF8.self)
    }
}
