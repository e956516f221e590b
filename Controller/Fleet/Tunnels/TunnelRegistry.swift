public import AgentProtocol
import Core
import SwiftProtobuf
import Synchronization

/// Opens tunnels to guests.
///
/// Theory of operation. Agents dial, so a tunnel is asked for on the session of its host and comes back as a call of its own,
/// which names it. Between the two it is expected here, for some seconds; a call that nobody expects, or that comes from
/// another host than the one that was asked, is refused. Tunnels live in this process only: killed, their clients dial again.
public final class TunnelRegistry: Sendable {
    /// How long a host has to dial back.
    public static let patience = Duration.seconds(10)

    private struct Expected {
        let host: String
        let waiter: CheckedContinuation<Tunnel, any Error>
    }

    private let sessions: SessionRegistry
    private let expected = Mutex<[String: Expected]>([:])

    init(sessions: SessionRegistry) { self.sessions = sessions }

    /// - Parameters:
    ///   - domain: the id of the domain's item
    ///   - tailBytes: of a console log, only the last this many bytes; 0 for all
    /// - Throws: `Fault` 503 FLEET-HOST-AWAY where the host's agent is not connected or does not answer in time, 409 with the
    ///   host's own code where it cannot open the tunnel.
    public func open(
        host: String, target: OpenTunnel.Target, domain: String, tailBytes: Int = 0, patience: Duration = patience
    ) async throws -> Tunnel {
        let request = OpenTunnel.with {
            $0.id = ID<Tunnel>.randomHex().string
            $0.target = target
            $0.domain = domain
            $0.tailBytes = UInt64(max(0, tailBytes))
        }
        let deadline = Task {
            try await Task.sleep(for: patience)
            self.fail(request.id, Self.away(host, "did not answer within \(patience)"))
        }
        defer { deadline.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { ask(request, of: host, $0) }
        } onCancel: {
            fail(request.id, CancellationError())
        }
    }

    private func ask(_ request: OpenTunnel, of host: String, _ waiter: CheckedContinuation<Tunnel, any Error>) {
        expected.withLock { $0[request.id] = Expected(host: host, waiter: waiter) }
        if Task.isCancelled { return fail(request.id, CancellationError()) }
        if !sessions.open(request, host: host) { fail(request.id, Self.away(host, "is not connected")) }
    }

    private func fail(_ id: String, _ error: any Error) {
        expected.withLock { $0.removeValue(forKey: id) }?.waiter.resume(throwing: error)
    }

    /// The host has dialled back: whoever waits gets the tunnel, or hears why there is none.
    ///
    /// - Returns: whether anybody waits for this tunnel of this host.
    func answer(_ first: TunnelFrame, host: String, line: TunnelLine) -> Bool {
        let entry = expected.withLock { expected in
            expected[first.id]?.host == host ? expected.removeValue(forKey: first.id) : nil
        }
        guard let entry else { return false }
        if first.hasProblem {
            entry.waiter.resume(throwing: Self.fault(first.problem))
        } else {
            entry.waiter.resume(returning: Tunnel(id: first.id, host: host, line: line))
        }
        return true
    }

    /// What a host says of a tunnel that it cannot open or keep.
    static func fault(_ problem: Apus_Agent_V1_Problem) -> Fault {
        Fault(.conflict, code: problem.code, problem.message, hint: problem.hint.isEmpty ? nil : problem.hint)
    }

    private static func away(_ host: String, _ what: String) -> Fault {
        Fault(
            .unavailable, code: "FLEET-HOST-AWAY", "The host cannot be reached at the moment",
            hint: "Try again in a moment.", detail: "the agent of \(host) \(what)")
    }
}
