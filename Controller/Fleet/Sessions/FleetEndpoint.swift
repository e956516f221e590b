import AgentProtocol
import GRPCCore
import Logging

/// The gRPC service: it only finds out who calls, and lets a session or a call beside it run.
struct FleetEndpoint: Apus_Agent_V1_Fleet.SimpleServiceProtocol {
    let fleet: FleetRoom
    let doors: AgentDoors

    func session(
        request: RPCAsyncSequence<AgentFrame, any Error>, response: RPCWriter<ControllerFrame>, context: ServerContext
    ) async throws {
        let ending: SessionEnding
        do {
            let session = AgentSession(peer: try Peer(context), fleet: fleet)
            ending = await session.run(request, response)
            report(ending, host: session.peer.host, epoch: session.epoch, address: context.remotePeer)
        } catch let refusal as SessionEnding {
            ending = refusal
            report(ending, host: nil, epoch: nil, address: context.remotePeer)
        }
        fleet.metrics.sessionsEnded(ending.kind)
        throw ending.rpcError
    }

    func fetchImage(
        request: Apus_Agent_V1_ImageRequest, response: RPCWriter<Apus_Agent_V1_ImageChunk>, context: ServerContext
    ) async throws {
        try await AgentCaller.answer {
            let peer = try await AgentCaller.admit(context, fleet)
            let call = ImageCall(fleet: fleet, doors: doors, host: peer.host)
            try await fleet.calls.run { try await call.run(request, response) }
        }
    }

    func metadata(request: MetadataRequest, context: ServerContext) async throws -> MetadataReply {
        try await AgentCaller.answer {
            try await doors.metadata(AgentCaller.admit(context, fleet).host, request)
        }
    }

    func tunnel(
        request: RPCAsyncSequence<TunnelFrame, any Error>, response: RPCWriter<TunnelFrame>, context: ServerContext
    ) async throws {
        try await AgentCaller.answer {
            let peer = try await AgentCaller.admit(context, fleet)
            let call = TunnelCall(tunnels: fleet.tunnels, host: peer.host)
            try await fleet.calls.run { try await call.run(request, response) }
        }
    }

    private func report(_ ending: SessionEnding, host: String?, epoch: Int64?, address: String) {
        let level: Logger.Level = ending.kind == .closed || ending.kind == .controller ? .info : .warning
        fleet.logger.log(
            level: level, epoch == nil ? "agent refused" : "session ended",
            metadata: [
                "host": "\(host ?? "")", "epoch": "\(epoch ?? 0)", "address": "\(address)", "kind": "\(ending.kind.rawValue)",
                "reason": "\(ending.reason)",
            ])
    }
}
