import HummingbirdCore
public import NIOCore

/// The bytes of a request as they arrive, in whatever pieces; the client is slowed down to the pace of the reader.
///
/// Throws a 413 fault when there are more than the route allows, and a 400 when the client breaks off.
public struct BodyStream: AsyncSequence, Sendable {
    public typealias Element = ByteBuffer

    let body: RequestBody
    let limit: Int

    public func makeAsyncIterator() -> Iterator {
        Iterator(base: body.makeAsyncIterator(), remaining: limit)
    }

    public struct Iterator: AsyncIteratorProtocol {
        var base: RequestBody.AsyncIterator
        var remaining: Int

        public mutating func next() async throws -> ByteBuffer? {
            guard let chunk = try await read() else { return nil }
            guard chunk.readableBytes <= remaining else { throw Refusals.bodyTooLarge }
            remaining -= chunk.readableBytes
            return chunk
        }

        private mutating func read() async throws -> ByteBuffer? {
            do {
                return try await base.next()
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                throw Refusals.bodyBroken(error)
            }
        }
    }
}
