import AgentProtocol
import Core
import CoreMetrics
import GRPCCore
import Logging
import Store
import Synchronization

/// One stream of one agent, from Hello to its end.
///
/// Theory of operation. Three tasks: `read` takes frames in, stores what they say and only then takes the next, so that an
/// agent cannot run ahead of the database; `send` makes a frame from the outbox whenever the one before is gone; `pulse` sends
/// heartbeats and notices silence, and the end of a certificate that has not been renewed. The first that ends, ends the session. What the session knows by itself (how far it has
/// told its agent about each set) dies with it: the next one starts with whole sets. Killed at any moment, the database says
/// that the session still stands; the host then counts as up until `returnTime` after the next start of the controller.
final class AgentSession: Sendable {
    struct State {
        var epoch: Int64?
        var framesHeard: UInt64 = 0
        var isHandling = false
        var framesSent: UInt64 = 0
        var isSending = false
        var seenAt: Timestamp
        /// Of the newest certificate that the agent has shown or been given.
        var notAfter: Timestamp
        /// Of the agent's newest heartbeat: when it was sent, by its clock, and when it came in, by ours.
        var echo: (sentAt: Int64, receivedAt: Int64) = (0, 0)
    }

    let peer: Peer
    let fleet: FleetRoom
    let outbox = Outbox()
    /// How often each side of it sends a heartbeat.
    let heartbeat: Duration
    let state: Mutex<State>
    private let endings: AsyncStream<SessionEnding>
    private let ending: AsyncStream<SessionEnding>.Continuation

    init(peer: Peer, fleet: FleetRoom) {
        self.peer = peer
        self.fleet = fleet
        heartbeat = fleet.configuration.heartbeat(of: fleet.size.hosts)
        state = Mutex(State(seenAt: fleet.time.now, notAfter: peer.notAfter))
        (endings, ending) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    var epoch: Int64? { state.withLock { $0.epoch } }
    var seenAt: Timestamp { state.withLock { $0.seenAt } }

    /// Ends the session from outside.
    func end(_ reason: SessionEnding) {
        ending.yield(reason)
    }

    /// Runs until the session ends.
    func run(
        _ frames: RPCAsyncSequence<AgentFrame, any Error>, _ writer: RPCWriter<ControllerFrame>
    ) async -> SessionEnding {
        let reason = await withTaskGroup(of: SessionEnding.self) { group in
            group.addTask { await Self.ending { try await self.read(frames) } }
            group.addTask { await Self.ending { try await self.send(writer) } }
            group.addTask { await Self.ending { try await self.pulse() } }
            group.addTask { await self.endings.first { _ in true } ?? Self.cut }
            let first = await group.next() ?? Self.cut
            group.cancelAll()
            return first
        }
        await leave(reason)
        return reason
    }

    private static let cut = SessionEnding(.closed, "the connection was closed")

    private static func ending(_ body: () async throws -> Void) async -> SessionEnding {
        do {
            try await body()
            return cut
        } catch let ending as SessionEnding {
            return ending
        } catch let error as RPCError {
            return SessionEnding(.closed, "the connection broke: \(error.message)")
        } catch is CancellationError {
            return cut
        } catch let fault as Fault {
            return SessionEnding(.controller, "FLEET-CONTROLLER: the controller could not go on: \(fault.code)")
        } catch {
            return SessionEnding(.closed, "the connection broke: \(error)")
        }
    }

    /// Heartbeats, and the watch over the other side's.
    private func pulse() async throws {
        var liveness = Liveness()
        var last = (heard: UInt64(0), sent: UInt64(0), sending: false)
        while true {
            try await fleet.time.sleep(until: fleet.time.now + heartbeat / Liveness.pulsesPerHeartbeat)
            let (now, isHandling, isWelcome, notAfter) = state.withLock {
                (($0.framesHeard, $0.framesSent, $0.isSending), $0.isHandling, $0.epoch != nil, $0.notAfter)
            }
            guard fleet.time.now < notAfter else {
                throw SessionEnding(.refused, "FLEET-CERTIFICATE-EXPIRED: the certificate of this agent has expired")
            }
            let isStuck = last.sending && now.2 && now.1 == last.sent
            switch liveness.pulse(heard: isHandling || now.0 != last.heard, sending: isStuck) {
            case .alive: break
            case .silent: throw SessionEnding(.silent, "FLEET-SILENT: nothing was heard from the agent for three heartbeats")
            case .stuck: throw SessionEnding(.silent, "FLEET-STUCK: the agent has not taken a frame for ten heartbeats")
            }
            last = now
            if isWelcome, liveness.pulses.isMultiple(of: Liveness.pulsesPerHeartbeat) { outbox.put(.heartbeat) }
        }
    }

    private func leave(_ reason: SessionEnding) async {
        let (epoch, seenAt) = state.withLock { ($0.epoch, $0.seenAt) }
        guard let epoch else { return }
        fleet.sessions.remove(self)
        fleet.metrics.sessions.record(fleet.sessions.count)
        let (host, now) = (peer.host, fleet.time.now)
        do {
            try await fleet.store.write { tx in
                try Admission.leave(tx, host: host, epoch: epoch, seenAt: seenAt, ending: reason, now: now)
            }
        } catch {
            // The store is closing; after the next start the host's silence is noticed all the same.
            fleet.logger.debug("end of session not recorded", metadata: ["host": "\(host)", "error": "\(error)"])
        }
    }
}
