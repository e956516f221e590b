import NIOCore

/// Takes the frames of HTTP/2 out of bytes as they come (RFC 9113 §4.1).
struct HTTP2Reader {
    enum Kind: UInt8 {
        case data = 0
        case headers = 1
        case reset = 3
        case settings = 4
        case ping = 6
        case goAway = 7
    }

    struct Frame {
        /// Nil for a kind that an agent need not know.
        let kind: Kind?
        let flags: UInt8
        let payload: ByteBuffer

        var isAnswer: Bool { flags & 1 != 0 }
        var endsStream: Bool { (kind == .data || kind == .headers) && flags & 1 != 0 }
    }

    private var buffer = ByteBuffer()

    mutating func feed(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 { buffer = bytes } else { buffer.writeImmutableBuffer(bytes) }
    }

    /// - Throws: `Failure` for a padded frame, which the controller never sends.
    mutating func next() throws -> Frame? {
        let start = buffer.readerIndex
        guard buffer.readableBytes >= 9, let head: UInt32 = buffer.getInteger(at: start),
            let flags: UInt8 = buffer.getInteger(at: start + 4)
        else { return nil }
        let length = Int(head >> 8)
        guard buffer.readableBytes >= 9 + length else { return nil }
        buffer.moveReaderIndex(forwardBy: 9)
        let payload = buffer.readSlice(length: length) ?? ByteBuffer()
        let kind = Kind(rawValue: UInt8(truncatingIfNeeded: head))
        if kind == .data, flags & 8 != 0 { throw Failure("a padded frame") }
        return Frame(kind: kind, flags: flags, payload: payload)
    }
}

/// Writes the frames of one stream.
enum HTTP2Writer {
    private static let largestWindow: UInt32 = 0x7FFF_FFFF
    private static let standardWindow: UInt32 = 65_535
    private static let largestPayload = 16_384

    /// The preface, settings with the largest window, and the request for a session.
    static func open(_ buffer: inout ByteBuffer) {
        buffer.writeString("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        head(.settings, length: 6, stream: 0, &buffer)
        // SETTINGS_INITIAL_WINDOW_SIZE
        buffer.writeInteger(UInt16(4))
        buffer.writeInteger(largestWindow)
        head(kind: 8, flags: 0, length: 4, stream: 0, &buffer)
        buffer.writeInteger(largestWindow - standardWindow)
        let fields = fields
        head(.headers, flags: 4, length: fields.readableBytes, stream: 1, &buffer)
        buffer.writeImmutableBuffer(fields)
    }

    static func settingsTaken(_ buffer: inout ByteBuffer) { head(.settings, flags: 1, length: 0, stream: 0, &buffer) }

    static func pong(_ payload: ByteBuffer, _ buffer: inout ByteBuffer) {
        head(.ping, flags: 1, length: payload.readableBytes, stream: 0, &buffer)
        buffer.writeImmutableBuffer(payload)
    }

    /// A message of gRPC.
    static func message(_ bytes: [UInt8], _ buffer: inout ByteBuffer) {
        var rest = ByteBuffer()
        rest.writeInteger(UInt8(0))
        rest.writeInteger(UInt32(bytes.count))
        rest.writeBytes(bytes)
        while rest.readableBytes > 0, let part = rest.readSlice(length: min(rest.readableBytes, largestPayload)) {
            head(.data, length: part.readableBytes, stream: 1, &buffer)
            buffer.writeImmutableBuffer(part)
        }
    }

    /// The request's fields, spelt out or by their numbers in the static table (RFC 7541, appendix A).
    private static var fields: ByteBuffer {
        var block = ByteBuffer(bytes: [0x83, 0x87])
        literal([0x01], "localhost", &block)
        literal([0x04], "/apus.agent.v1.Fleet/Session", &block)
        literal([0x0F, 0x10], "application/grpc", &block)
        literal([0x00, 0x02] + Array("te".utf8), "trailers", &block)
        return block
    }

    private static func literal(_ name: [UInt8], _ value: String, _ block: inout ByteBuffer) {
        block.writeBytes(name)
        block.writeInteger(UInt8(value.utf8.count))
        block.writeString(value)
    }

    private static func head(
        _ kind: HTTP2Reader.Kind, flags: UInt8 = 0, length: Int, stream: UInt32, _ buffer: inout ByteBuffer
    ) {
        head(kind: kind.rawValue, flags: flags, length: length, stream: stream, &buffer)
    }

    private static func head(kind: UInt8, flags: UInt8, length: Int, stream: UInt32, _ buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt32(length) << 8 | UInt32(kind))
        buffer.writeInteger(flags)
        buffer.writeInteger(stream)
    }
}
