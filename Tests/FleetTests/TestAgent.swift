import AgentProtocol
import Core
import GRPCCore
import GRPCNIOTransportHTTP2
import SwiftProtobuf
import Synchronization
import Testing

/// An agent of a few lines: it says Hello, keeps its heart beating, remembers every frame, and says what the test wants said.
final class TestAgent: Sendable {
    struct State {
        var epoch: UInt64 = 0
        var frames: [ControllerFrame] = []
        /// How the stream ended.
        var error: RPCError?
        var hasEnded = false
        /// Neither reads nor sends; its connection stands.
        var isFrozen = false
    }

    let state = Mutex(State())
    private let outgoing: AsyncStream<AgentFrame>
    private let queue: AsyncStream<AgentFrame>.Continuation
    private let tasks: Mutex<[Task<Void, Never>]> = Mutex([])
    private let transport: HTTP2ClientTransport.Posix
    private let heartbeat: Duration
    let host: String

    init(_ identity: TestCloud.Identity, port: Int, authority: String, heartbeat: Duration) throws {
        host = identity.host
        self.heartbeat = heartbeat
        (outgoing, queue) = AsyncStream.makeStream()
        transport = try HTTP2ClientTransport.Posix(
            target: .ipv4(address: "127.0.0.1", port: port),
            transportSecurity: .mTLS(
                certificateChain: [.bytes(Array(identity.chain.utf8), format: .pem)],
                privateKey: .bytes(Array(identity.key.utf8), format: .pem)
            ) { $0.trustRoots = .certificates([.bytes(Array(authority.utf8), format: .pem)]) },
            config: .defaults { config in
                config.http2.authority = "localhost"
                config.http2.targetWindowSize = 65_535
            })
    }

    deinit { stop() }

    /// Dials and says Hello.
    func start(hello change: (inout Apus_Agent_V1_Hello) -> Void = { _ in }) {
        var hello = Apus_Agent_V1_Hello()
        hello.host = host
        hello.bootID = "boot-1"
        hello.roles = ["compute"]
        hello.version = "1.2.3"
        hello.protocol = 1
        hello.facts.kernel = "6.1.0"
        change(&hello)
        queue.yield(.with { $0.hello = hello })
        run()
    }

    /// Dials and says nothing by itself.
    func run() {
        let (state, outgoing, queue, transport, heartbeat) = (StateBox(self), outgoing, queue, transport, heartbeat)
        let session = Task {
            do {
                try await withGRPCClient(transport: transport) { client in
                    try await Apus_Agent_V1_Fleet.Client(wrapping: client).session { writer in
                        for await frame in outgoing { try await writer.write(frame) }
                    } onResponse: { response in
                        for try await frame in response.messages { try await state.note(frame) }
                    }
                }
                state.ended(nil)
            } catch {
                state.ended(error as? RPCError ?? RPCError(code: .unknown, message: "\(error)"))
            }
        }
        let pulse = Task {
            while !Task.isCancelled {
                if let frame = state.beat() { queue.yield(frame) }
                try? await Task.sleep(for: heartbeat / 2)
            }
        }
        tasks.withLock { $0 += [session, pulse] }
    }

    func stop() {
        queue.finish()
        for task in tasks.withLock({ $0 }) { task.cancel() }
    }

    func send(epoch: UInt64? = nil, _ change: (inout AgentFrame) -> Void) {
        var frame = AgentFrame()
        frame.epoch = epoch ?? self.epoch
        change(&frame)
        queue.yield(frame)
    }

    func observe(full: Bool = false, _ observations: ItemObservation...) {
        send { $0.observations = .with { ($0.full, $0.observations) = (full, observations) } }
    }

    func freeze(_ isFrozen: Bool) { state.withLock { $0.isFrozen = isFrozen } }

    // MARK: What it has heard

    var epoch: UInt64 { state.withLock { $0.epoch } }
    var frames: [ControllerFrame] { state.withLock { $0.frames } }
    var error: RPCError? { state.withLock { $0.error } }
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// The items of a set as the agent knows them, by id.
    func items(_ set: String) -> [String: SetItem] {
        var items: [String: SetItem] = [:]
        var isFresh = true
        for frame in frames {
            switch frame.body {
            case .itemSet(let whole) where whole.set == set:
                if isFresh { items = [:] }
                isFresh = whole.lastPart
                for item in whole.items { items[item.id] = item }
            case .setDelta(let delta) where delta.set == set:
                for item in delta.changed { items[item.id] = item }
                for id in delta.removed { items[id] = nil }
            default: break
            }
        }
        return items
    }

    var hasWelcome: Bool { epoch != 0 }

    func connected() async throws {
        try await eventually("\(host) is welcome, error \(String(describing: error))") { hasWelcome || hasEnded }
        guard hasWelcome else { throw error ?? RPCError(code: .unknown, message: "ended") }
    }

    /// Waits for the end of the stream, and says how it came.
    func refusal() async throws -> RPCError? {
        try await eventually("the session of \(host) ends") { hasEnded }
        return error
    }

    /// What the tasks know of the agent, so that forgetting the agent ends them.
    private struct StateBox: Sendable {
        weak let agent: TestAgent?

        init(_ agent: TestAgent) { self.agent = agent }

        func note(_ frame: ControllerFrame) async throws {
            while agent?.state.withLock({ $0.isFrozen }) == true { try await Task.sleep(for: .milliseconds(5)) }
            agent?.state.withLock { state in
                if case .welcome(let welcome) = frame.body { state.epoch = welcome.epoch }
                state.frames.append(frame)
            }
        }

        func beat() -> AgentFrame? {
            agent?.state.withLock { state in
                guard !state.isFrozen, state.epoch != 0 else { return nil }
                let epoch = state.epoch
                return .with {
                    $0.epoch = epoch
                    $0.heartbeat.sentAt = SystemTime().now.microseconds
                }
            }
        }

        func ended(_ error: RPCError?) {
            agent?.state.withLock { ($0.error, $0.hasEnded) = (error, true) }
        }
    }
}

extension ItemObservation {
    static func make(
        _ set: String, _ id: String, _ state: State = .ready, generation: UInt64 = 1
    ) -> ItemObservation {
        .with {
            $0.set = set
            $0.id = id
            $0.state = state
            $0.generation = generation
            $0.observedAt = SystemTime().now.microseconds
        }
    }
}

/// An item whose spec is told by a number.
func item(_ id: String, _ number: UInt32 = 1) -> SetItem {
    .with {
        $0.id = id
        $0.health.intervalMilliseconds = number
    }
}
