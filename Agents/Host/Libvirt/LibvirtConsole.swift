import CLibvirt
import Synchronization

/// A console as a libvirt stream: the event loop takes one piece at a time, and stops listening until it has been read, so that
/// a guest that prints for ever costs one piece of memory.
final class LibvirtConsole: GuestConsole {
    /// libvirt's stream, whose calls any thread may make; freed with the last reference.
    final class Stream: @unchecked Sendable {
        let pointer: virStreamPtr
        private let session: LibvirtSession

        init(_ id: String, _ session: LibvirtSession) throws {
            let domain = try LibvirtDomain(id, session)
            guard let pointer = virStreamNew(session.pointer, VIR_STREAM_NONBLOCK.rawValue) else { throw session.lastError() }
            // Without a name it is the first console.
            guard virDomainOpenConsole(domain.pointer, nil, pointer, VIR_DOMAIN_CONSOLE_FORCE.rawValue) == 0 else {
                let error = session.lastError()
                virStreamFree(pointer)
                throw error
            }
            self.pointer = pointer
            self.session = session
        }

        deinit { virStreamFree(pointer) }
    }

    private struct State {
        var piece: [UInt8]?
        var hasEnded = false
        var reader: CheckedContinuation<[UInt8]?, Never>?
        var writer: CheckedContinuation<Void, Never>?

        /// What libvirt's loop shall wake for.
        var interests: Int32 {
            var events = VIR_STREAM_EVENT_ERROR.rawValue | VIR_STREAM_EVENT_HANGUP.rawValue
            if piece == nil { events |= VIR_STREAM_EVENT_READABLE.rawValue }
            if writer != nil { events |= VIR_STREAM_EVENT_WRITABLE.rawValue }
            return Int32(events)
        }
    }

    private let stream: Stream
    private let workers: LibvirtWorkers
    private let state = Mutex(State())

    init(_ stream: Stream, _ workers: LibvirtWorkers) {
        self.stream = stream
        self.workers = workers
        let context = Unmanaged.passRetained(self).toOpaque()
        virStreamEventAddCallback(
            stream.pointer, State().interests, Self.woken, context,
            { if let pointer = $0 { Unmanaged<LibvirtConsole>.fromOpaque(pointer).release() } })
    }

    func read() async throws -> [UInt8]? {
        await withCheckedContinuation { continuation in
            let ready = state.withLock { state -> [UInt8]?? in
                if let piece = state.piece {
                    state.piece = nil
                    return .some(piece)
                }
                if state.hasEnded { return .some(nil) }
                state.reader = continuation
                return nil
            }
            guard let ready else { return }
            continuation.resume(returning: ready)
            listen()
        }
    }

    func write(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest
            let count = try await workers.run { [stream] in
                part.withUnsafeBytes { virStreamSend(stream.pointer, $0.baseAddress, $0.count) }
            }
            if count >= 0 { rest = rest.dropFirst(Int(count)) } else if count == -2 { await writable() } else { break }
            if state.withLock({ $0.hasEnded }) { break }
        }
        if !rest.isEmpty { throw LibvirtError(code: 0, message: "the console is closed") }
    }

    func close() async {
        end()
        try? await workers.run { [stream] in
            virStreamEventRemoveCallback(stream.pointer)
            virStreamAbort(stream.pointer)
        }
    }

    private func writable() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.hasEnded { state.writer = continuation }
                return state.hasEnded
            }
            if isOver { continuation.resume() } else { listen() }
        }
    }

    private func listen() {
        virStreamEventUpdateCallback(stream.pointer, state.withLock { $0.hasEnded ? 0 : $0.interests })
    }

    private static let woken: virStreamEventCallback = { _, events, context in
        guard let context else { return }
        Unmanaged<LibvirtConsole>.fromOpaque(context).takeUnretainedValue().woken(UInt32(bitPattern: events))
    }

    private func woken(_ events: UInt32) {
        if events & VIR_STREAM_EVENT_WRITABLE.rawValue != 0 { takeWriter()?.resume() }
        if events & VIR_STREAM_EVENT_READABLE.rawValue != 0 { receive() }
        if events & (VIR_STREAM_EVENT_ERROR.rawValue | VIR_STREAM_EVENT_HANGUP.rawValue) != 0 { end() }
        listen()
    }

    private func receive() {
        var buffer = [UInt8](repeating: 0, count: 16384)
        let count = buffer.withUnsafeMutableBytes { virStreamRecv(stream.pointer, $0.baseAddress, $0.count) }
        // -2: nothing there after all.
        if count == 0 || count == -1 { return end() }
        guard count > 0 else { return }
        let piece = Array(buffer[..<Int(count)])
        let reader = state.withLock { state in
            defer { state.reader = nil }
            if state.reader == nil { state.piece = piece }
            return state.reader
        }
        reader?.resume(returning: piece)
    }

    private func end() {
        let reader = state.withLock { state in
            defer { state.reader = nil }
            state.hasEnded = true
            return state.reader
        }
        reader?.resume(returning: nil)
        takeWriter()?.resume()
    }

    private func takeWriter() -> CheckedContinuation<Void, Never>? {
        state.withLock { state in
            defer { state.writer = nil }
            return state.writer
        }
    }
}
