import AgentProtocol
import Core
import CoreMetrics
import GRPCCore
import Logging
import Store
import SwiftProtobuf
import Synchronization
import Trust

extension AgentSession {
    /// Takes frames in, one after the other; returns when the agent has closed its side.
    func read(_ frames: RPCAsyncSequence<AgentFrame, any Error>) async throws {
        for try await frame in frames {
            fleet.metrics.framesReceived.increment()
            state.withLock { state in
                state.framesHeard += 1
                state.isHandling = true
                state.seenAt = fleet.time.now
            }
            try await handle(frame)
            state.withLock { $0.isHandling = false }
        }
    }

    private func handle(_ frame: AgentFrame) async throws {
        guard let epoch else { return try await welcome(frame) }
        guard frame.epoch == UInt64(epoch) else {
            fleet.metrics.framesFenced.increment()
            throw SessionEnding(.fenced, "FLEET-FENCED: a frame of epoch \(frame.epoch) came in the session of epoch \(epoch)")
        }
        switch frame.body {
        case .observations(let batch): try await store(batch, epoch)
        case .heartbeat(let heartbeat): note(heartbeat)
        case .certificateRequest(let request): try await renew(Array(request))
        case .hello: throw SessionEnding(.protocolError, "FLEET-PROTOCOL: a second Hello")
        case .setTaken(let taken): try await note(taken, epoch)
        // A newer agent's frame that may be ignored.
        case nil: break
        }
    }

    /// Of its own set, what an agent has taken over is believed when it is observed; only an operator's confirmation has done its
    /// work. Of shared sets it is all that is remembered, as long as nothing goes wrong.
    private func note(_ taken: Apus_Agent_V1_SetTaken, _ epoch: Int64) async throws {
        let host = peer.host
        guard taken.set == SetName.host(host) else {
            return fleet.taken.note(.init(host: host, set: taken.set, epoch: epoch, revision: Int64(clamping: taken.revision)))
        }
        let revision = Int64(clamping: taken.revision)
        let generation = try await fleet.store.read { try RemovalConfirmation.generation($0, set: taken.set) }
        guard let generation, generation <= revision else { return }
        try await fleet.store.write { try RemovalConfirmation.use($0, set: taken.set, revision: revision) }
        fleet.logger.notice("a confirmed removal was taken over", metadata: ["host": "\(peer.host)"])
    }

    private func welcome(_ frame: AgentFrame) async throws {
        guard case .hello(let hello) = frame.body, frame.epoch == 0 else {
            throw SessionEnding(.protocolError, "FLEET-PROTOCOL: the first frame must be Hello with epoch 0")
        }
        let (peer, now) = (peer, fleet.time.now)
        let pass = try await fleet.store.write { try Admission.admit(hello, peer, $0, now: now) }
        state.withLock { $0.epoch = pass.epoch }
        // Before the sets are read, so that a change after that is hinted.
        fleet.sessions.insert(self, host: peer.host, epoch: pass.epoch, sets: pass.sets)
        fleet.metrics.sessions.record(fleet.sessions.count)
        outbox.put(.welcome(epoch: pass.epoch, sets: pass.sets))
        // What the host follows may have changed between the commit above and its insertion, which has hinted nobody.
        outbox.put(.refresh)
        fleet.logger.info(
            "agent connected",
            metadata: [
                "host": "\(peer.host)", "epoch": "\(pass.epoch)", "version": "\(hello.version)", "address": "\(peer.address)",
            ])
    }

    private func store(_ batch: ObservationBatch, _ epoch: Int64) async throws {
        let host = peer.host
        guard try await fleet.store.read({ try ObservationWriter.isNews(batch, host: host, $0) }) else { return }
        try await fleet.metrics.timingObservations {
            do {
                try await fleet.store.write { try ObservationWriter.store(batch, host: host, epoch: epoch, $0) }
            } catch let ending as SessionEnding {
                fleet.metrics.framesFenced.increment()
                throw ending
            }
        }
    }

    private func note(_ heartbeat: Apus_Agent_V1_Heartbeat) {
        let receivedAt = fleet.time.now.microseconds
        state.withLock { $0.echo = (heartbeat.sentAt, receivedAt) }
    }

    /// A fresh certificate for the same host. Its wish may be wrong without the session being so.
    private func renew(_ request: [UInt8]) async throws {
        let (host, now) = (peer.host, fleet.time.now)
        var answer = Apus_Agent_V1_Certificate()
        do {
            let certificate = try fleet.authority.agentCertificate(
                request: request, host: host, now: now, lifetime: fleet.configuration.certificateLifetime)
            try await fleet.store.write { try AgentCertificates.record($0, certificate, host: host, now: now) }
            state.withLock { $0.notAfter = certificate.notAfter }
            answer.chain = try CertificateFile.pem([certificate, fleet.authority.certificate])
            fleet.logger.info(
                "certificate renewed",
                metadata: ["host": "\(host)", "not_after": "\(certificate.notAfter.iso8601(.seconds))"])
        } catch let fault as Fault where fault.kind == .badRequest {
            answer.refusal = "\(fault.code): \(fault.message)"
            fleet.logger.warning("certificate not renewed", metadata: ["host": "\(host)", "reason": "\(fault)"])
        }
        outbox.put(.certificate(answer))
    }
}
