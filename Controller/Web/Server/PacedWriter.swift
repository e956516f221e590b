import HTTPTypes
import HummingbirdCore
import NIOCore

/// Writes no faster than the connection takes it.
///
/// What is written is only handed to the event loop, and it is that which knows whether the client keeps up. While it is busy
/// with what it has, encrypting it for example, a fast producer would put any amount behind. So after each piece the loop is
/// waited for, and the next piece waits, if it must, for the client.
struct PacedWriter: ResponseBodyWriter {
    var base: any ResponseBodyWriter
    let connection: Connection

    mutating func write(_ buffer: ByteBuffer) async throws {
        try await base.write(buffer)
        try await connection.settle()
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        try await base.finish(trailingHeaders)
    }
}
