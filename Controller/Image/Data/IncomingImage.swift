import Core
import NIOCore
import Store

/// Takes in the bytes of one image in constant memory: they are gathered into batches, and while one batch is written and
/// hashed, on two threads, the next one is gathered. Hashing costs more than everything else: SHA-512 takes one of the threads,
/// MD5 and the writing the other.
struct IncomingImage: ~Copyable {
    /// So small that what one core has touched is still in its cache when it is hashed.
    private static let batchSize = 1 << 19

    private let file: IncomingFile
    private let digests = Digests()
    private var inspector: DataInspector
    private let limit: Int64
    private var batch = ByteBuffer()
    private var size: Int64 = 0
    private var running: Task<Void, any Error>?

    init(_ file: IncomingFile, declared: String?, limits: ImageLimits) {
        self.file = file
        inspector = DataInspector(declared: declared, limits: limits)
        limit = limits.size
    }

    /// - Throws: `Fault` 413 when it is more than an image may have or the disk is full, 415 for what must not be stored.
    mutating func append(_ chunk: ByteBuffer) async throws {
        var chunk = chunk
        size += Int64(chunk.readableBytes)
        guard size <= limit else { throw Refusal.tooLarge("at most \(limit) bytes are allowed.") }
        try inspector.look(at: chunk.readableBytesView)
        if batch.capacity == 0 { batch.reserveCapacity(Self.batchSize + chunk.readableBytes) }
        batch.writeBuffer(&chunk)
        if batch.readableBytes >= Self.batchSize { try await process() }
    }

    /// All is on the disk and has been looked at; the file still has its temporary name.
    mutating func finish() async throws -> ImageData {
        try await process()
        try await running?.value
        let (format, virtualSize) = try inspector.finish(size: size)
        let file = file
        try await Blocking.run { try file.flush() }
        return ImageData(
            size: size, virtualSize: virtualSize, checksum: digests.checksum, hashValue: digests.hashValue, format: format)
    }

    /// Nothing touches the file any more.
    mutating func stop() async {
        _ = await running?.result
    }

    /// Waits for the batch before, so that there are never more than two.
    private mutating func process() async throws {
        try await running?.value
        let full = batch
        batch = ByteBuffer()
        let offset = size - Int64(full.readableBytes)
        running = Task { [file, digests] in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await Blocking.run { full.withUnsafeReadableBytes { digests.updateSHA512($0) } } }
                group.addTask {
                    try await Blocking.run {
                        try full.withUnsafeReadableBytes { bytes in
                            try file.write(bytes, at: offset)
                            digests.updateMD5(bytes)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
