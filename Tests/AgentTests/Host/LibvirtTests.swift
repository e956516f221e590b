import Libvirt
import Synchronization
import Testing

@Suite struct LibvirtTests {
    @Test func theTestDriverAnswers() async throws {
        let connection = try await LibvirtConnection.open("test:///default")
        #expect(try await connection.libraryVersion().split(separator: ".").count == 3)
        #expect(try await connection.hypervisorVersion() == "0.0.2")
        #expect(try await connection.driver() == "TEST")
        #expect(await connection.isAlive())
        await connection.close()
        #expect(await !connection.isAlive())
        await #expect(throws: LibvirtError.self) { try await connection.driver() }
        await connection.close()
    }

    @Test func whatIsNotThereSaysSo() async {
        let error = await #expect(throws: LibvirtError.self) {
            try await LibvirtConnection.open("qemu+unix:///system?socket=/nonexistent/libvirt-sock")
        }
        #expect(error?.message.contains("/nonexistent/libvirt-sock") == true)
    }

    @Test func theProbeExplainsAMissingDaemon() async {
        let probe = HypervisorProbe(uri: "qemu+unix:///system?socket=/nonexistent/libvirt-sock")
        let answer = await probe.look()
        #expect(answer.libvirtVersion.isEmpty)
        #expect(answer.problem.contains("start libvirtd"))
    }

    @Test func theProbeAsksTheTestDriver() async {
        let answer = await HypervisorProbe(uri: "test:///default").look()
        #expect(!answer.libvirtVersion.isEmpty)
        #expect(answer.qemuVersion.isEmpty)
        #expect(answer.problem.isEmpty)
    }

    /// libvirt looks at QEMU's program for each question of its version.
    @Test func aConnectionIsAskedOnce() async {
        let hypervisor = CountingHypervisor()
        let opened = Mutex(0)
        let probe = HypervisorProbe(uri: "qemu:///system") { _ in
            opened.withLock { $0 += 1 }
            return hypervisor
        }
        for _ in 0..<3 { #expect(await probe.look().qemuVersion == "7.2.22") }
        #expect(hypervisor.questions.withLock { $0 } == 1)
        hypervisor.lives.withLock { $0 = false }
        #expect(await probe.look().qemuVersion == "7.2.22")
        #expect(hypervisor.questions.withLock { $0 } == 2, "another connection may be to another version")
        #expect(opened.withLock { $0 } == 2)
    }

    @Test func aDaemonThatHangsDoesNotHangTheAgent() async {
        let gate = AsyncStream.makeStream(of: Void.self)
        let opened = Mutex(0)
        let probe = HypervisorProbe(uri: "qemu:///system") { _ in
            opened.withLock { $0 += 1 }
            for await _ in gate.stream {}
            throw LibvirtError(code: 38, message: "too late")
        }
        #expect(await probe.look(patience: .milliseconds(20)).problem.contains("does not answer"))
        #expect(await probe.look(patience: .milliseconds(20)).problem.contains("does not answer"))
        #expect(opened.withLock { $0 } == 1, "a second question is not put behind the first")
        gate.continuation.finish()
        await eventually("it recovers") { await probe.look(patience: .seconds(5)).problem.contains("too late") }
    }
}

private final class CountingHypervisor: Hypervisor {
    let questions = Mutex(0)
    let lives = Mutex(true)

    func libraryVersion() async throws -> String { "9.0.0" }
    func driver() async throws -> String { "QEMU" }
    func isAlive() async -> Bool { lives.withLock { $0 } }
    func close() async {}

    func hypervisorVersion() async throws -> String {
        questions.withLock { $0 += 1 }
        return "7.2.22"
    }
}
