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
