import AgentProtocol
import AgentRuntime
import Synchronization

@testable import ComputeRole

/// A controller that has images in memory, and a knob for how it fails.
final class FakeLink: ControllerLink {
    struct Broken: Error {}

    struct State {
        var images: [String: [UInt8]] = [:]
        /// Of each request: where it began.
        var offsets: [UInt64] = []
        /// Break the next requests after this many bytes each.
        var breaks: [Int] = []
    }

    let state = Mutex(State())
    private let piece: Int

    init(_ images: [String: [UInt8]] = [:], piece: Int = 65536) {
        self.piece = piece
        state.withLock { $0.images = images }
    }

    func fetchImage(_ id: String, from offset: UInt64, _ receive: @Sendable ([UInt8]) async throws -> Void) async throws {
        let (bytes, limit) = state.withLock { state in
            state.offsets.append(offset)
            return (state.images[id], state.breaks.isEmpty ? nil : state.breaks.removeFirst())
        }
        guard let bytes else { throw Broken() }
        var at = Int(offset)
        let end = min(bytes.count, limit.map { at + $0 } ?? bytes.count)
        while at < end {
            let next = min(end, at + piece)
            try await receive(Array(bytes[at..<next]))
            at = next
        }
        if limit != nil { throw Broken() }
    }

    func metadata(_ request: MetadataRequest) async throws -> MetadataReply { throw Broken() }

    var offsets: [UInt64] { state.withLock { $0.offsets } }
}
