import AgentProtocol
import Core
import GRPCCore
import Store

/// Who makes a call beside a session: an agent whose certificate is in force and whose host belongs to this cloud.
enum AgentCaller {
    /// - Throws: `SessionEnding` with the reason why not.
    static func admit(_ context: ServerContext, _ fleet: FleetRoom) async throws -> Peer {
        let peer = try Peer(context)
        try await admit(peer, fleet)
        return peer
    }

    static func admit(_ peer: Peer, _ fleet: FleetRoom) async throws {
        try await fleet.store.read { snapshot in
            if let refusal = try Admission.standing(snapshot, peer) { throw refusal }
            guard try AgentCertificates.standing(snapshot, serial: peer.serial, host: peer.host) == .good else {
                throw SessionEnding(.refused, "FLEET-CERTIFICATE-UNKNOWN: this certificate is not in force for this host")
            }
        }
    }

    /// Answers a call, with every failure in the words of gRPC.
    static func answer<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
        do {
            return try await body()
        } catch let ending as SessionEnding {
            throw ending.rpcError
        } catch let fault as Fault {
            throw RPCError(code: code(of: fault.kind), message: "\(fault.code): \(fault.message)")
        }
    }

    private static func code(of kind: Fault.Kind) -> RPCError.Code {
        switch kind {
        case .notFound: .notFound
        case .unavailable, .tooManyRequests: .unavailable
        case .internalError: .internalError
        default: .failedPrecondition
        }
    }
}
