package import AgentProtocol
import Core
import GRPCCore
import SwiftProtobuf
import Trust

/// The way in for agents in the controller's own process, as in a simulator: the sessions and calls of `FleetEndpoint` without
/// gRPC around them. Whoever calls has checked what TLS would have.
package struct LocalFleet: Sendable {
    /// How a session or call ended, as its agent hears it.
    package struct Ending: Error, Sendable {
        /// Trying again is of no use before somebody has acted.
        package let isRefusal: Bool
        package let reason: String
    }

    private let fleet: FleetRoom
    private let doors: AgentDoors

    package init(_ fleet: Fleet, doors: AgentDoors) {
        self.fleet = fleet.room
        self.doors = doors
    }

    /// What runs beside all sessions, until it is cancelled.
    package func run() async throws { try await fleet.accompany() }

    /// - Parameters:
    ///   - chain: the agent's certificates, PEM, its own first
    ///   - frames: what comes from the agent
    ///   - send: takes a frame to it; returns when the next one may come
    package func session(
        chain: String, frames: AsyncThrowingStream<Apus_Agent_V1_AgentFrame, any Error>,
        send: @escaping @Sendable (Apus_Agent_V1_ControllerFrame) async throws -> Void
    ) async -> Ending {
        let ending: SessionEnding
        do {
            let session = AgentSession(peer: try Self.peer(chain), fleet: fleet)
            ending = await session.run(
                RPCAsyncSequence(wrapping: frames), RPCWriter(wrapping: LocalWriter(send: send)))
        } catch let refusal as SessionEnding {
            ending = refusal
        } catch {
            ending = SessionEnding(.refused, "FLEET-CERTIFICATE-KIND: \(error)")
        }
        fleet.metrics.sessionsEnded(ending.kind)
        return Ending(isRefusal: ending.kind == .refused, reason: ending.reason)
    }

    /// - Throws: `Fault` or `Ending`
    package func fetchImage(
        chain: String, _ id: String, from offset: UInt64, _ receive: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        let call = ImageCall(fleet: fleet, doors: doors, host: try await admit(chain))
        let writer = RPCWriter(wrapping: LocalWriter<Apus_Agent_V1_ImageChunk> { try await receive(Array($0.data)) })
        try await call.run(.with { ($0.imageID, $0.offset) = (id, offset) }, writer)
    }

    /// - Throws: `Fault` or `Ending`
    package func metadata(chain: String, _ request: MetadataRequest) async throws -> MetadataReply {
        try await doors.metadata(admit(chain), request)
    }

    private func admit(_ chain: String) async throws -> String {
        do {
            let peer = try Self.peer(chain)
            try await AgentCaller.admit(peer, fleet)
            return peer.host
        } catch let ending as SessionEnding {
            throw Ending(isRefusal: ending.kind == .refused, reason: ending.reason)
        }
    }

    private static func peer(_ chain: String) throws -> Peer {
        guard let own = try CertificateFile.parse(chain).first else {
            throw SessionEnding(.refused, "FLEET-CERTIFICATE-MISSING: an agent must show its certificate")
        }
        return try Peer(own, address: "local")
    }
}

private struct LocalWriter<Element: Sendable>: RPCWriterProtocol {
    let send: @Sendable (Element) async throws -> Void

    func write(_ element: Element) async throws { try await send(element) }

    func write(contentsOf elements: some Sequence<Element>) async throws {
        for element in elements { try await send(element) }
    }
}
