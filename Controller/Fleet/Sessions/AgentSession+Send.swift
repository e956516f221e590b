import AgentProtocol
import Core
import CoreMetrics
import GRPCCore
import Store
import SwiftProtobuf
import Synchronization

extension AgentSession {
    /// Sends what the outbox asks for, for ever.
    func send(_ writer: RPCWriter<ControllerFrame>) async throws {
        var follower = SetFollower()
        var sets: Set<String> = []
        for await _ in outbox.wakes {
            while let work = outbox.take() {
                switch work {
                case .welcome(let epoch, let names):
                    sets = Set(names)
                    try await write(.welcome(welcome(epoch, names)), writer)
                    for name in names { outbox.put(.set(name)) }
                case .heartbeat: try await write(.heartbeat(beat()), writer)
                case .certificate(let certificate): try await write(.certificate(certificate), writer)
                case .openTunnel(let tunnel): try await write(.openTunnel(tunnel), writer)
                case .refresh: try await refresh(&sets, &follower, writer)
                case .set(let name):
                    if sets.contains(name) { try await tell(name, &follower, writer) }
                }
            }
        }
    }

    private func write(_ body: ControllerFrame.OneOf_Body, _ writer: RPCWriter<ControllerFrame>) async throws {
        let frame = ControllerFrame.with {
            $0.epoch = UInt64(epoch ?? 0)
            $0.body = body
        }
        state.withLock { $0.isSending = true }
        try await writer.write(frame)
        state.withLock { state in
            state.isSending = false
            state.framesSent += 1
        }
        fleet.metrics.framesSent.increment()
    }

    private func welcome(_ epoch: Int64, _ sets: [String]) -> Apus_Agent_V1_Welcome {
        .with {
            $0.epoch = UInt64(epoch)
            $0.heartbeatMilliseconds = UInt32(heartbeat.microseconds / 1000)
            $0.sets = sets
        }
    }

    private func beat() -> Apus_Agent_V1_Heartbeat {
        let echo = state.withLock { $0.echo }
        return .with {
            $0.sentAt = fleet.time.now.microseconds
            $0.echo = echo.sentAt
            $0.echoReceivedAt = echo.receivedAt
        }
    }

    /// One frame about a set; if there is more to say, the set goes to the end of the queue, so that heartbeats go between.
    private func tell(_ set: String, _ follower: inout SetFollower, _ writer: RPCWriter<ControllerFrame>) async throws {
        let step = try await step(set, &follower)
        if let body = step.body { try await write(body, writer) }
        if step.isUnfinished { outbox.put(.set(set)) }
    }

    /// What one session has read is said to the others, too: a port on a network of a thousand hosts is read once.
    private func step(_ set: String, _ follower: inout SetFollower) async throws -> SetFollower.Step {
        let revision = follower.revision(of: set)
        let changes = fleet.sessions.changes(of: set)
        if let revision, let news = fleet.sessions.news(of: set, after: revision) { return follower.take(news, of: set) }
        let before = follower
        let (next, step) = try await fleet.store.read { snapshot in
            var next = before
            let step = try next.next(snapshot, set: set)
            return (next, step)
        }
        follower = next
        if let revision, let changes, let news = step.news {
            fleet.sessions.share(news, of: set, after: revision, changes: changes)
        }
        return step
    }

    /// Whether the session may go on, and which sets it follows by now.
    private func refresh(
        _ sets: inout Set<String>, _ follower: inout SetFollower, _ writer: RPCWriter<ControllerFrame>
    ) async throws {
        let peer = peer
        let wanted = try await fleet.store.read { snapshot -> Set<String> in
            if let refusal = try Admission.standing(snapshot, peer) { throw refusal }
            return Set(try DesiredSets.subscriptions(snapshot, host: peer.host))
        }
        let before = sets
        for set in before.subtracting(wanted) {
            follower.forget(set)
            try await write(.itemSet(.with { ($0.set, $0.lastPart) = (set, true) }), writer)
        }
        sets = wanted
        fleet.sessions.follow(self, host: peer.host, sets: wanted)
        for set in wanted.subtracting(before) { outbox.put(.set(set)) }
    }
}
