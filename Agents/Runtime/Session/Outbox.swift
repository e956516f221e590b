import AgentProtocol
import Synchronization

/// What waits to be sent in one session. It cannot grow without bound: there is at most one observation per item, one
/// heartbeat, one answer per set; a newer one replaces the one that still waits.
final class Outbox: Sendable {
    private struct State {
        var epoch: UInt64 = 0
        var hello: Hello?
        var full: [ItemKey: Observation]?
        var changed: [ItemKey: Observation] = [:]
        var taken: [String: UInt64] = [:]
        var heartbeat: (@Sendable () -> AgentFrame)?
        var request: [UInt8]?
        var closed = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>
    /// Items of one frame; keeps a frame far below the receiver's limit and lets heartbeats through between.
    private let batch: Int

    init(hello: Hello, batch: Int = 256) {
        state = Mutex(State(hello: hello))
        self.batch = batch
    }

    func open(epoch: UInt64) { change { $0.epoch = epoch } }

    func put(_ observation: Observation) {
        change { state in
            if state.full != nil {
                state.full?[observation.key] = observation.state == .absent ? nil : observation
            } else {
                state.changed[observation.key] = observation
            }
        }
    }

    /// All that there is; replaces whatever waits.
    func putAll(_ observations: [Observation]) {
        change { state in
            state.full = Dictionary(observations.map { ($0.key, $0) }) { _, last in last }
            state.changed = [:]
        }
    }

    func putTaken(_ set: String, revision: UInt64) { change { $0.taken[set] = revision } }

    /// The frame is made when it leaves, so that its stamps are true.
    func putHeartbeat(_ make: @escaping @Sendable () -> AgentFrame) { change { $0.heartbeat = make } }

    func putCertificateRequest(_ bytes: [UInt8]) { change { $0.request = bytes } }

    /// `next` answers nil from now on.
    func close() { change { $0.closed = true } }

    /// The next frame to send; waits for one. Nil when the session is over. For one caller at a time.
    func next() async -> AgentFrame? {
        while true {
            let (frame, over) = state.withLock { state in state.closed ? (nil, true) : (self.take(&state), false) }
            if over || Task.isCancelled { return nil }
            if let frame { return frame }
            await wait()
        }
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state in
                    if state.closed || Self.hasWork(state) { return true }
                    state.waiter = continuation
                    return false
                }
                if ready { continuation.resume() }
            }
        } onCancel: {
            close()
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let waiter = state.withLock { state in
            body(&state)
            return Self.takeWaiter(&state)
        }
        waiter?.resume()
    }

    private static func takeWaiter(_ state: inout State) -> CheckedContinuation<Void, Never>? {
        defer { state.waiter = nil }
        return state.waiter
    }

    private static func hasWork(_ state: State) -> Bool {
        state.hello != nil || state.heartbeat != nil || state.request != nil || !state.taken.isEmpty || state.full != nil
            || !state.changed.isEmpty
    }

    /// Heartbeats overtake everything but Hello: a long list of observations must not look like silence.
    private func take(_ state: inout State) -> AgentFrame? {
        var frame = AgentFrame()
        frame.epoch = state.epoch
        if let hello = state.hello {
            state.hello = nil
            frame.epoch = 0
            frame.hello = hello
        } else if let make = state.heartbeat {
            state.heartbeat = nil
            return make()
        } else if let request = state.request {
            state.request = nil
            frame.certificateRequest = .init(request)
        } else if let (set, revision) = state.taken.popFirst() {
            frame.setTaken.set = set
            frame.setTaken.revision = revision
        } else if let all = state.full {
            state.full = nil
            frame.observations.full = true
            frame.observations.observations = Array(all.values)
        } else if !state.changed.isEmpty {
            frame.observations.observations = takeChanged(&state)
        } else {
            return nil
        }
        return frame
    }

    private func takeChanged(_ state: inout State) -> [Observation] {
        let keys = Array(state.changed.keys.prefix(batch))
        return keys.compactMap { state.changed.removeValue(forKey: $0) }
    }
}
