import AgentProtocol
import Core
import Logging
import ServiceLifecycle
import Store
import SwiftProtobuf
import Synchronization
import Testing

@testable import AgentRuntime
@testable import Fleet

/// Tunnels from the controller through a real agent to a console that a test plays.
@Suite(.serialized) struct TunnelTests {
    /// Behaves as the name of the domain says.
    private final class Console: TunnelSource {
        let received = Mutex<[UInt8]>([])
        let ended = Mutex(0)

        func serve(
            _ request: OpenTunnel, incoming: AsyncStream<[UInt8]>, send: @escaping @Sendable ([UInt8]) async throws -> Void
        ) async throws {
            defer { ended.withLock { $0 += 1 } }
            switch request.domain {
            case "echo": for await bytes in incoming { try await send(bytes) }
            case "log": try await send(Array(repeating: 7, count: Int(request.tailBytes)))
            case "sink": for await bytes in incoming { received.withLock { $0 += bytes } }
            case "flood":
                while true { try await send(Array(repeating: 1, count: 100_000)) }
            case "breaks":
                try await send([1, 2, 3])
                throw AgentFault("HOST-CONSOLE-GONE", "The guest has stopped.", hint: "Start it.")
            default: throw AgentFault("HOST-NO-DOMAIN", "There is no such guest here.", hint: "")
            }
        }
    }

    private func run(_ body: @escaping (TestCloud.Running, Console) async throws -> Void) async throws {
        try await TestCloud.run { cloud, running in
            let identity = try await cloud.enrol("node1", running)
            let console = Console()
            let agent = try cloud.realAgent(identity, running, tunnels: console)
            let task = Task { try await agent.run() }
            try await eventually("the agent is connected") { running.fleet.sessions.count == 1 }
            try await body(running, console)
            task.cancel()
            _ = await task.result
        }
    }

    private func collect(_ tunnel: Tunnel) async throws -> [UInt8] {
        var all: [UInt8] = []
        for try await bytes in tunnel.incoming { all += bytes }
        return all
    }

    @Test func bytesGoBothWays() async throws {
        try await run { running, _ in
            let tunnel = try await running.fleet.tunnels.open(host: "node1", target: .serial, domain: "echo", tailBytes: 0)
            let content = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 >> 3) }
            let sender = Task {
                for start in stride(from: 0, to: content.count, by: 100_000) {
                    try await tunnel.send(Array(content[start..<start + 100_000]))
                }
            }
            var back: [UInt8] = []
            for try await bytes in tunnel.incoming {
                back += bytes
                if back.count >= content.count { break }
            }
            #expect(back == content)
            try await sender.value
            tunnel.close()
            await #expect(throws: (any Error).self) { try await tunnel.send([1]) }
        }
    }

    @Test func aLogComesWholeAndEnds() async throws {
        try await run { running, _ in
            for size in [0, 1, 700_000] {
                let tunnel = try await running.fleet.tunnels.open(
                    host: "node1", target: .consoleLog, domain: "log", tailBytes: size)
                #expect(try await collect(tunnel).count == size)
            }
        }
    }

    @Test func whatWasSentBeforeTheEndArrives() async throws {
        try await run { running, console in
            let tunnel = try await running.fleet.tunnels.open(host: "node1", target: .serial, domain: "sink")
            for _ in 0..<20 { try await tunnel.send(Array(repeating: 3, count: 10_000)) }
            tunnel.close()
            try await eventually("all has come") { console.received.withLock { $0.count } == 200_000 }
            try await eventually("the console is let go") { console.ended.withLock { $0 } == 1 }
        }
    }

    @Test func aTunnelThatNobodyHoldsEnds() async throws {
        try await run { running, console in
            _ = try await running.fleet.tunnels.open(host: "node1", target: .serial, domain: "flood")
            try await eventually("the console is let go") { console.ended.withLock { $0 } == 1 }
        }
    }

    @Test func aStopDoesNotWaitForTunnels() async throws {
        try await TestCloud.run { cloud, running in
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            let server = try FleetServer(running.fleet, address: "127.0.0.1", port: 0, certificates: cloud.directory)
            let group = ServiceGroup(configuration: .init(services: [server], logger: logger))
            let serving = Task { try await group.run() }
            let port = try await server.listeningPort
            let agent = try cloud.realAgent(
                try await cloud.enrol("node1", running), running, tunnels: Console(), port: port)
            let task = Task { try await agent.run() }
            try await eventually("the agent is connected") { running.fleet.sessions.count == 1 }
            let tunnel = try await running.fleet.tunnels.open(host: "node1", target: .serial, domain: "sink")
            let start = ContinuousClock.now
            await group.triggerGracefulShutdown()
            try await serving.value
            #expect(ContinuousClock.now - start < .seconds(5))
            await #expect(throws: (any Error).self) { try await collect(tunnel) }
            task.cancel()
            _ = await task.result
        }
    }

    @Test func refusalsSayWhy() async throws {
        try await run { running, _ in
            let missing = try await running.fleet.tunnels.open(host: "node1", target: .vnc, domain: "other")
            let fault = await #expect(throws: Fault.self) { try await collect(missing) }
            #expect(fault?.kind == .conflict && fault?.code == "HOST-NO-DOMAIN")

            let broken = try await running.fleet.tunnels.open(host: "node1", target: .vnc, domain: "breaks")
            var bytes: [UInt8] = []
            let reason = await #expect(throws: Fault.self) { for try await part in broken.incoming { bytes += part } }
            #expect(bytes == [1, 2, 3] && reason?.code == "HOST-CONSOLE-GONE" && reason?.hint == "Start it.")

            let away = await #expect(throws: Fault.self) {
                _ = try await running.fleet.tunnels.open(host: "node2", target: .vnc, domain: "echo")
            }
            #expect(away?.kind == .unavailable && away?.code == "FLEET-HOST-AWAY")
        }
    }

    @Test func aHostThatDoesNotAnswerIsGivenUp() async throws {
        try await TestCloud.run { cloud, running in
            let agent = try cloud.agent(try await cloud.enrol("node1", running), running)
            agent.start()
            try await agent.connected()
            let away = await #expect(throws: Fault.self) {
                _ = try await running.fleet.tunnels.open(
                    host: "node1", target: .vnc, domain: "d", patience: .milliseconds(200))
            }
            #expect(away?.code == "FLEET-HOST-AWAY")
            let asked = agent.frames.compactMap { if case .openTunnel(let tunnel) = $0.body { tunnel } else { nil } }
            #expect(asked.count == 1)
            // Too late: nobody waits any more.
            let late = try cloud.link(try await cloud.enrol("node2", running), running)
            let fault = await #expect(throws: AgentFault.self) {
                let isFirst = Mutex(true)
                try await late.tunnel(
                    next: {
                        let first = isFirst.withLock { first in
                            defer { first = false }
                            return first
                        }
                        if first { return .with { $0.id = asked.first?.id ?? "" } }
                        try? await Task.sleep(for: .seconds(5))
                        return nil
                    }, received: { _ in })
            }
            #expect(fault?.code == "FLEET-TUNNEL-UNKNOWN")
        }
    }

    /// The id of a tunnel is no secret between hosts.
    @Test func onlyTheHostThatWasAskedCanAnswer() async throws {
        try await TestCloud.run { cloud, running in
            let agent = try cloud.agent(try await cloud.enrol("node1", running), running)
            agent.start()
            try await agent.connected()
            let opening = Task { try await running.fleet.tunnels.open(host: "node1", target: .vnc, domain: "d") }
            func asked() -> OpenTunnel? {
                agent.frames.compactMap { if case .openTunnel(let tunnel) = $0.body { tunnel } else { nil } }.first
            }
            try await eventually("it is asked for") { asked() != nil }
            let first = TunnelFrame.with { $0.id = asked()?.id ?? "" }
            #expect(!running.fleet.tunnels.answer(first, host: "node2", line: TunnelLine()))
            #expect(running.fleet.tunnels.answer(first, host: "node1", line: TunnelLine()))
            #expect(!running.fleet.tunnels.answer(first, host: "node1", line: TunnelLine()))
            #expect(try await opening.value.host == "node1")
        }
    }
}
