import AgentProtocol
import Synchronization

/// What is to be sent to one agent.
///
/// It holds names and marks, never frames: a frame is made when the one before it is on its way. An agent that cannot follow
/// therefore costs no memory; what changes meanwhile is sent once, as it then is.
final class Outbox: Sendable {
    enum Work: Equatable {
        case welcome(epoch: Int64, sets: [String])
        case heartbeat
        case certificate(Apus_Agent_V1_Certificate)
        case openTunnel(OpenTunnel)
        /// Look again whether the session may go on, and which sets it follows.
        case refresh
        /// This set has changed.
        case set(String)
    }

    private struct State {
        var welcome: Work?
        var heartbeat = false
        var certificate: Apus_Agent_V1_Certificate?
        /// Each is waited for by somebody, for some seconds.
        var tunnels: [OpenTunnel] = []
        var refresh = false
        var sets: Set<String> = []
    }

    private let state = Mutex(State())
    /// Yields when there may be work; any number of marks wakes once.
    let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    init() {
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func put(_ work: Work) {
        state.withLock { state in
            switch work {
            case .welcome: state.welcome = work
            case .heartbeat: state.heartbeat = true
            case .certificate(let certificate): state.certificate = certificate
            case .openTunnel(let tunnel): state.tunnels.append(tunnel)
            case .refresh: state.refresh = true
            case .set(let name): state.sets.insert(name)
            }
        }
        wake.yield()
    }

    /// The next piece of work, what is short before what is long; nil when all is done.
    func take() -> Work? {
        state.withLock { state in
            if let welcome = state.welcome {
                state.welcome = nil
                return welcome
            }
            if state.heartbeat {
                state.heartbeat = false
                return .heartbeat
            }
            if let certificate = state.certificate {
                state.certificate = nil
                return .certificate(certificate)
            }
            if !state.tunnels.isEmpty { return .openTunnel(state.tunnels.removeFirst()) }
            if state.refresh {
                state.refresh = false
                return .refresh
            }
            return state.sets.popFirst().map(Work.set)
        }
    }
}
