import AgentProtocol
import Core
import Crypto
import GRPCCore
import HTTPTypes
import Store
import SwiftProtobuf
import Testing
import Trust

@testable import Fleet

/// Real gRPC over mutual TLS on loopback.
@Suite(.serialized) struct SessionTests {
    @Test func anAgentIsWelcomeAndItsHostIsUp() async throws {
        try await TestCloud.run { cloud, running in
            let agent = try cloud.agent(try await cloud.enrol("node1", running), running)
            #expect(try await running.phase("node1") ?? .joining == .joining)
            agent.start()
            try await agent.connected()
            guard case .welcome(let welcome)? = agent.frames.first?.body else {
                Issue.record("the first frame is no Welcome")
                return
            }
            #expect(welcome.sets == ["host/node1"])
            #expect(welcome.heartbeatMilliseconds == 500)
            #expect(agent.frames[0].epoch == welcome.epoch)
            try await eventually("the health item comes") { agent.items("host/node1")["health"] != nil }
            try await eventually("the host is up") { try await running.phase("node1") == .up }
            #expect(running.fleet.sessions.count == 1)
            let record = try #require(try await running.session("node1"))
            #expect(record.version == "1.2.3" && record.bootID == "boot-1" && record.address.hasPrefix("ipv4:127.0.0.1:"))
            agent.stop()
            try await eventually("the host is down") { try await running.phase("node1") == .down }
            #expect(running.fleet.sessions.count == 0)
        }
    }

    @Test func strangersAreRefused() async throws {
        try await TestCloud.run { cloud, running in
            let good = try await cloud.enrol("node1", running)
            let now = SystemTime().now

            let foreign = try CertificateAuthority.generate(name: "Apus test", now: now)
            let key = P256.Signing.PrivateKey()
            func signed(by authority: CertificateAuthority, host: String) throws -> TestCloud.Identity {
                let request = Array(try TestCloud.request(host, key).utf8)
                let certificate = try authority.agentCertificate(request: request, host: host, now: now)
                return .init(host: host, key: key.pemRepresentation, chain: try CertificateFile.pem([certificate]))
            }
            let unknown = try cloud.agent(try signed(by: foreign, host: "node1"), running)
            unknown.start()
            try await eventually("the foreign certificate is not let in") { unknown.error?.code == .unavailable }
            unknown.stop()

            let server = try #require(try DurableFile.read(cloud.directory.serverCertificate))
            let serverKey = try #require(try DurableFile.read(cloud.directory.serverKey))
            let controller = TestCloud.Identity(
                host: "node1", key: String(decoding: serverKey, as: UTF8.self), chain: String(decoding: server, as: UTF8.self))
            let kind = try cloud.agent(controller, running)
            kind.start()
            #expect(try await kind.refusal() != nil)

            let unrecorded = try cloud.agent(try signed(by: cloud.authority, host: "node1"), running)
            unrecorded.start()
            #expect(try await unrecorded.refusal()?.message.hasPrefix("FLEET-CERTIFICATE-UNKNOWN") == true)

            let homeless = try cloud.agent(try signed(by: cloud.authority, host: "node2"), running)
            homeless.start()
            #expect(try await homeless.refusal()?.message.hasPrefix("FLEET-HOST-UNKNOWN") == true)

            let liar = try cloud.agent(good, running)
            liar.start { $0.host = "node2" }
            let refusal = try await liar.refusal()
            #expect(refusal?.message.hasPrefix("FLEET-HOST-MISMATCH") == true && refusal?.code == .permissionDenied)

            let old = try cloud.agent(good, running)
            old.start { $0.protocol = 0 }
            #expect(try await old.refusal()?.message.hasPrefix("FLEET-PROTOCOL") == true)
            #expect(try await running.session("node1") == nil)
        }
    }

    @Test func theFirstFrameMustBeHello() async throws {
        try await TestCloud.run { cloud, running in
            let identity = try await cloud.enrol("node1", running)
            for epoch in [0, 1] as [UInt64] {
                let agent = try cloud.agent(identity, running)
                agent.send(epoch: epoch) { $0.heartbeat = .with { $0.sentAt = 1 } }
                agent.run()
                #expect(try await agent.refusal()?.code == .invalidArgument)
            }
        }
    }

    @Test func aSilentStrangerIsCutOff() async throws {
        try await TestCloud.run(heartbeat: .milliseconds(200)) { cloud, running in
            let agent = try cloud.agent(try await cloud.enrol("node1", running), running)
            agent.run()
            #expect(try await agent.refusal()?.code == .deadlineExceeded)
        }
    }

    @Test func aRevokedAgentIsCutOffAndStaysOut() async throws {
        try await TestCloud.run { cloud, running in
            let identity = try await cloud.enrol("node1", running)
            let agent = try cloud.agent(identity, running)
            agent.start()
            try await agent.connected()
            try await running.store.write { try AgentCertificates.revokeAll($0, host: "node1", now: SystemTime().now) }
            #expect(try await agent.refusal()?.message.hasPrefix("FLEET-CERTIFICATE-REVOKED") == true)
            let again = try cloud.agent(identity, running)
            again.start()
            #expect(try await again.refusal()?.message.hasPrefix("FLEET-CERTIFICATE-REVOKED") == true)
            // Joining anew is the way back.
            let anew = try cloud.agent(try await cloud.enrol("node1", running), running)
            anew.start()
            try await anew.connected()
        }
    }

    @Test func aNewerSessionFencesTheOlder() async throws {
        try await TestCloud.run { cloud, running in
            let identity = try await cloud.enrol("node1", running)
            let old = try cloud.agent(identity, running)
            old.start()
            try await old.connected()
            let new = try cloud.agent(identity, running)
            new.start()
            try await new.connected()
            #expect(new.epoch > old.epoch)
            let ending = try await old.refusal()
            #expect(ending?.code == .aborted && ending?.message.hasPrefix("FLEET-FENCED") == true)
            new.observe(.make("host/node1", "health"))
            try await eventually("the new session's observation is stored") {
                try await running.observed("node1", "health")?.state == .ready
            }
            #expect(try await running.session("node1")?.epoch == Int64(new.epoch))
            #expect(try await running.session("node1")?.disconnectedAt == nil)
            #expect(running.fleet.sessions.count == 1)
        }
    }

    @Test func aStaleFrameIsRefused() async throws {
        try await TestCloud.run { cloud, running in
            let agent = try cloud.agent(try await cloud.enrol("node1", running), running)
            agent.start()
            try await agent.connected()
            agent.send(epoch: agent.epoch - 1) { $0.observations = .with { $0.observations = [.make("host/node1", "health")] } }
            #expect(try await agent.refusal()?.code == .aborted)
            #expect(try await running.observed("node1", "health") == nil)
        }
    }

    /// What the session's own look at the epoch cannot see: another session has come between the frame and its transaction.
    @Test func observationsAreFencedInTheirTransaction() async throws {
        try await TestCloud.run { cloud, running in
            let agent = try cloud.agent(try await cloud.enrol("node1", running), running)
            agent.start()
            try await agent.connected()
            let epoch = Int64(agent.epoch)
            let batch = ObservationBatch.with { $0.observations = [.make("host/node1", "health")] }
            await #expect(throws: SessionEnding.fenced(by: epoch)) {
                try await running.store.write { try ObservationWriter.store(batch, host: "node1", epoch: epoch - 1, $0) }
            }
            #expect(try await running.observed("node1", "health") == nil)
            try await running.store.write { try ObservationWriter.store(batch, host: "node1", epoch: epoch, $0) }
            #expect(try await running.observed("node1", "health")?.state == .ready)
        }
    }

    @Test func aFrozenAgentIsNoticedAndComesBack() async throws {
        try await TestCloud.run(heartbeat: .milliseconds(300)) { cloud, running in
            let identity = try await cloud.enrol("node1", running)
            let agent = try cloud.agent(identity, running)
            agent.start()
            try await agent.connected()
            try await eventually("up") { try await running.phase("node1") == .up }
            agent.freeze(true)
            let start = ContinuousClock.now
            try await eventually("down") { try await running.phase("node1") == .down }
            #expect(ContinuousClock.now - start > .milliseconds(600))
            #expect(try await running.session("node1")?.ending?.hasPrefix("FLEET-SILENT") == true)
            agent.freeze(false)
            #expect(try await agent.refusal()?.code == .deadlineExceeded)
            let again = try cloud.agent(identity, running)
            again.start()
            try await again.connected()
            try await eventually("up again") { try await running.phase("node1") == .up }
        }
    }

    @Test func heartbeatsCarryTheOtherSidesTime() async throws {
        try await TestCloud.run(heartbeat: .milliseconds(200)) { cloud, running in
            let agent = try cloud.agent(try await cloud.enrol("node1", running), running)
            agent.start()
            let before = SystemTime().now.microseconds
            try await eventually("an echo comes") {
                agent.frames.contains { frame in
                    guard case .heartbeat(let heartbeat) = frame.body else { return false }
                    return heartbeat.echo >= before && heartbeat.echoReceivedAt >= heartbeat.echo
                        && heartbeat.sentAt >= heartbeat.echoReceivedAt
                }
            }
        }
    }

    @Test func aCertificateIsRenewedOverTheStream() async throws {
        try await TestCloud.run { cloud, running in
            var identity = try await cloud.enrol("node1", running)
            let agent = try cloud.agent(identity, running)
            agent.start()
            try await agent.connected()
            func answers() -> [Apus_Agent_V1_Certificate] {
                agent.frames.compactMap { if case .certificate(let answer) = $0.body { answer } else { nil } }
            }
            agent.send { $0.certificateRequest = .init("nonsense".utf8) }
            try await eventually("the refusal comes") { answers().count == 1 }
            #expect(answers()[0].chain.isEmpty && answers()[0].refusal.hasPrefix("TRUST-CSR-INVALID"))
            let key = P256.Signing.PrivateKey()
            agent.send { $0.certificateRequest = .init(Array((try? TestCloud.request("node1", key))?.utf8 ?? "".utf8)) }
            try await eventually("the certificate comes") { answers().count == 2 }
            #expect(answers()[1].refusal.isEmpty)
            identity.chain = answers()[1].chain
            identity.key = key.pemRepresentation
            agent.stop()
            let renewed = try cloud.agent(identity, running)
            renewed.start()
            try await renewed.connected()
        }
    }

    @Test func aSessionEndsWithItsCertificateUnlessThatIsRenewed() async throws {
        try await TestCloud.run(heartbeat: .milliseconds(200)) { cloud, running in
            let end = SystemTime().now + .seconds(4)
            let quiet = try cloud.agent(try await cloud.brief("node1", running, lifetime: .seconds(2)), running)
            quiet.start()
            try await quiet.connected()
            let renewing = try cloud.agent(try await cloud.brief("node2", running, lifetime: .seconds(2)), running)
            renewing.start()
            try await renewing.connected()
            let request = try TestCloud.request("node2", P256.Signing.PrivateKey())
            renewing.send { $0.certificateRequest = .init(Array(request.utf8)) }
            #expect(try await quiet.refusal()?.message.hasPrefix("FLEET-CERTIFICATE-EXPIRED") == true)
            #expect(quiet.error?.code == .permissionDenied)
            try await eventually("the other's first certificate has expired, too") { SystemTime().now > end }
            #expect(!renewing.hasEnded)
        }
    }

    @Test func aRestartedControllerGivesAHigherEpoch() async throws {
        try await TestCloud.run { cloud, running in
            let identity = try await cloud.enrol("node1", running)
            let agent = try cloud.agent(identity, running)
            agent.start()
            try await agent.connected()
            try await eventually("up") { try await running.phase("node1") == .up }
            await cloud.stop(running)
            _ = try await agent.refusal()
            let restarted = try await cloud.start()
            let again = try cloud.agent(identity, restarted)
            again.start()
            try await again.connected()
            #expect(again.epoch > agent.epoch)
            try await eventually("the health item comes") { again.items("host/node1")["health"] != nil }
            #expect(try await restarted.phase("node1") == .up)
            await cloud.stop(restarted)
        }
    }

    @Test func aRemovedHostIsCutOffAndItsRowsGo() async throws {
        try await TestCloud.run { cloud, running in
            let identity = try await cloud.enrol("node1", running)
            let agent = try cloud.agent(identity, running)
            agent.start()
            try await agent.connected()
            #expect(try await running.send(.delete, "/hosts/node1").status == .accepted)
            #expect(try await agent.refusal()?.message.hasPrefix("FLEET-HOST-REMOVED") == true)
            try await eventually("the host is gone") { try await running.send(.get, "/hosts/node1").status == .notFound }
            for table in ["host", "session", "certificate", "set_item", "observation", "host_phase", "subscription"] {
                let rows = try await running.store.read { try $0.rows("SELECT * FROM \(identifier: "fleet_\(table)")") }
                #expect(rows.isEmpty, "\(table)")
            }
            let again = try cloud.agent(identity, running)
            again.start()
            #expect(try await again.refusal()?.message.hasPrefix("FLEET-HOST-UNKNOWN") == true)
        }
    }
}

extension TestCloud {
    /// An enrolled agent whose certificate ends soon.
    func brief(_ host: String, _ running: Running, lifetime: Duration) async throws -> Identity {
        _ = try await enrol(host, running)
        let (key, now) = (P256.Signing.PrivateKey(), SystemTime().now)
        let certificate = try authority.agentCertificate(
            request: Array(try Self.request(host, key).utf8), host: host, now: now, lifetime: lifetime)
        try await running.store.write { try AgentCertificates.record($0, certificate, host: host, now: now) }
        return Identity(
            host: host, key: key.pemRepresentation, chain: try CertificateFile.pem([certificate, authority.certificate]))
    }
}

extension TestCloud.Running {
    func phase(_ host: String) async throws -> HostPhase.Phase? {
        try await store.read { try HostView.find($0, name: host) }?.phase?.phase
    }

    func session(_ host: String) async throws -> SessionRecord? {
        try await store.read { try HostView.find($0, name: host) }?.session
    }

    func observed(_ host: String, _ id: String) async throws -> Observed? {
        try await store.read { try DesiredSets.observation($0, host: host, set: "host/\(host)", id: id) }
    }
}
