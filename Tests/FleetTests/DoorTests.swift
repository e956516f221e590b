import AgentProtocol
import Core
import Glibc
import Store
import SwiftProtobuf
import Synchronization
import Testing

@testable import AgentRuntime
@testable import Fleet

/// What agents ask for beside their sessions, by the agent's own link over real TLS.
@Suite(.serialized) struct DoorTests {
    private static let image = "0f7a3a3e-5a1c-4c39-8b6a-1c2d3e4f5a6b"

    private final class Place: Sendable {
        let path: String
        init(bytes: [UInt8], size: Int? = nil) throws {
            var template = Array("/tmp/apus-image-XXXXXX".utf8CString)
            let file = mkstemp(&template)
            guard file >= 0 else { throw Errno.last }
            path = String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            defer { Glibc.close(file) }
            guard write(file, bytes, bytes.count) == bytes.count else { throw Errno.last }
            if let size { ftruncate(file, off_t(size)) }
        }
        deinit { unlink(path) }
    }

    private final class Bytes: Sendable {
        private let all = Mutex<[UInt8]>([])
        var value: [UInt8] { all.withLock { $0 } }
        func add(_ more: [UInt8]) { all.withLock { $0 += more } }
    }

    private func doors(_ file: String) -> AgentDoors {
        AgentDoors(
            imagePath: { $0 == Self.image ? file : nil },
            metadata: { host, request in
                if request.path == "/fault" { throw Fault(.notFound, code: "COMPUTE-NO-GUEST", "No guest has this address") }
                return .with {
                    $0.status = 200
                    $0.contentType = "text/plain"
                    $0.body = .init("\(host) \(request.address) \(request.path)".utf8)
                }
            })
    }

    private func want(_ running: TestCloud.Running, on host: String) async throws {
        let server = SetItem.with {
            $0.id = "server"
            $0.domain.disks = [.with { ($0.device, $0.image.id) = ("vda", Self.image) }]
        }
        try await running.put("host/\(host)", server)
    }

    @Test func imagesComeWholeAndFromAnOffset() async throws {
        let content = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
        let place = try Place(bytes: content)
        try await TestCloud.run(doors: doors(place.path)) { cloud, running in
            let link = try cloud.link(try await cloud.enrol("node1", running), running)
            let early = await #expect(throws: AgentFault.self) { try await link.fetchImage(Self.image, from: 0) { _ in } }
            #expect(early?.code == "FLEET-IMAGE-NOT-FOUND", "no item of this host needs it")
            try await want(running, on: "node1")
            for offset in [0, 1, 262_144, 2_999_999, 3_000_001, 9_000_000] {
                let bytes = Bytes()
                try await link.fetchImage(Self.image, from: UInt64(offset)) { bytes.add($0) }
                #expect(bytes.value == Array(content.dropFirst(offset)), "from \(offset)")
            }
            for wrong in ["", "%", "../etc", "server", "vda\" OR 1"] {
                let fault = await #expect(throws: AgentFault.self) { try await link.fetchImage(wrong, from: 0) { _ in } }
                #expect(fault?.code == "FLEET-IMAGE-NOT-FOUND")
            }
            struct Stop: Error {}
            await #expect(throws: Stop.self) { try await link.fetchImage(Self.image, from: 0) { _ in throw Stop() } }
            unlink(place.path)
            let gone = await #expect(throws: AgentFault.self) { try await link.fetchImage(Self.image, from: 0) { _ in } }
            #expect(gone?.code == "FLEET-IMAGE-UNREADABLE")
        }
    }

    /// Both sides are in this process, so its memory is the sum of theirs.
    @Test func aSlowHostCostsNoMemory() async throws {
        let place = try Place(bytes: [1], size: 512 << 20)
        try await TestCloud.run(heartbeat: .seconds(2), doors: doors(place.path)) { cloud, running in
            let link = try cloud.link(try await cloud.enrol("node1", running), running)
            try await want(running, on: "node1")
            struct Stop: Error {}
            let before = residentBytes()
            let count = Mutex(0)
            let most = Mutex(0)
            await #expect(throws: Stop.self) {
                try await link.fetchImage(Self.image, from: 0) { bytes in
                    let chunks = count.withLock { count in
                        count += 1
                        return count
                    }
                    // The server has time to run ahead, if it does.
                    if chunks == 10 { try await Task.sleep(for: .milliseconds(500)) }
                    most.withLock { $0 = max($0, residentBytes()) }
                    if chunks == 400 { throw Stop() }
                }
            }
            #expect(most.withLock { $0 } - before < 128 << 20)
        }
    }

    @Test func metadataIsAnsweredInTheNameOfTheCertificate() async throws {
        try await TestCloud.run(doors: doors("")) { cloud, running in
            let link = try cloud.link(try await cloud.enrol("node1", running), running)
            let reply = try await link.metadata(.with { ($0.address, $0.path) = ("10.0.0.5", "/openstack") })
            #expect(reply.status == 200 && String(decoding: reply.body, as: UTF8.self) == "node1 10.0.0.5 /openstack")
            let fault = await #expect(throws: AgentFault.self) { try await link.metadata(.with { $0.path = "/fault" }) }
            #expect(fault?.code == "COMPUTE-NO-GUEST" && fault?.message == "No guest has this address")
        }
    }

    @Test func onlyAgentsInForceAreAnswered() async throws {
        try await TestCloud.run(doors: doors("")) { cloud, running in
            let current = Mutex(try cloud.credentials(try await cloud.enrol("node1", running)))
            let link = cloud.link(running) { current.withLock { $0 } }
            #expect(try await link.metadata(.with { $0.path = "/" }).status == 200)
            // To join again revokes the first certificate; the connection that it has opened still stands.
            let second = try cloud.credentials(try await cloud.enrol("node1", running))
            let revoked = await #expect(throws: AgentFault.self) { try await link.metadata(.with { $0.path = "/" }) }
            #expect(revoked?.code == "FLEET-CERTIFICATE-REVOKED")
            current.withLock { $0 = second }
            #expect(try await link.metadata(.with { $0.path = "/" }).status == 200, "the newest certificate is used")
            try await running.store.write { try Hosts.remove($0, name: "node1", now: SystemTime().now) }
            let removed = await #expect(throws: AgentFault.self) { try await link.metadata(.with { $0.path = "/" }) }
            #expect(removed?.code == "FLEET-HOST-REMOVED" || removed?.code == "FLEET-HOST-UNKNOWN")
        }
    }

    @Test func theLinkFindsARestartedController() async throws {
        try await TestCloud.run(doors: doors("")) { cloud, running in
            let identity = try await cloud.enrol("node1", running)
            let link = try cloud.link(identity, running)
            #expect(try await link.metadata(.with { $0.path = "/" }).status == 200)
            await cloud.stop(running)
            let away = await #expect(throws: AgentFault.self) { try await link.metadata(.with { $0.path = "/" }) }
            #expect(away?.code == "AGENT-CONTROLLER-AWAY")
            let restarted = try await cloud.start(port: running.port)
            try await eventually("it is answered again") { (try? await link.metadata(.with { $0.path = "/" }).status) == 200 }
            await cloud.stop(restarted)
        }
    }

    private func residentBytes() -> Int {
        let text = (try? DiskFiles().read("/proc/self/statm")).flatMap { $0 } ?? []
        let words = String(decoding: text, as: UTF8.self).split(separator: " ")
        return words.count > 1 ? (Int(words[1]) ?? 0) * 4096 : 0
    }
}
