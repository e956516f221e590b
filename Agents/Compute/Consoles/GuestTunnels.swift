import AgentProtocol
import AgentRuntime
import Libvirt
import NIOCore
import NIOPosix

/// The guests' screens and consoles, as bytes for the controller. Nothing listens on the host for them.
struct GuestTunnels: TunnelSource {
    let host: any DomainHost
    let instances: Instances

    func serve(
        _ request: OpenTunnel, incoming: AsyncStream<[UInt8]>, send: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        guard let id = GuestID(request.domain) else {
            throw AgentFault("HOST-ITEM-INVALID", "This is not the id of a server.", hint: "Ask for a server of this host.")
        }
        do {
            switch request.target {
            case .vnc: try await screen(id, incoming, send)
            case .serial: try await console(id, incoming, send)
            case .consoleLog:
                try await ConsoleLog(path: GuestFiles(id, in: instances.path).consoleLog).tail(request.tailBytes, send)
            default: throw AgentFault("HOST-TUNNEL-UNKNOWN", "This agent knows no such tunnel.", hint: "Update the agent.")
            }
        } catch let error as LibvirtError {
            throw AgentFault(
                "HOST-CONSOLE-CLOSED", "The console of this server cannot be opened: \(error.message)",
                hint: "Is the server running? If not, start it.")
        }
    }

    private func screen(
        _ id: GuestID, _ incoming: AsyncStream<[UInt8]>, _ send: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        let socket = try await host.openScreen(id.text)
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .withConnectedSocket(socket) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        try await channel.executeThenClose { inbound, outbound in
            try await Self.first(
                of: { for try await piece in inbound { try await send(Array(piece.readableBytesView)) } },
                or: { for await bytes in incoming { try await outbound.write(ByteBuffer(bytes: bytes)) } }, then: {})
        }
    }

    private func console(
        _ id: GuestID, _ incoming: AsyncStream<[UInt8]>, _ send: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        let console = try await host.openConsole(id.text)
        try await Self.first(
            of: { while let piece = try await console.read() { try await send(piece) } },
            or: { for await bytes in incoming { try await console.write(bytes) } },
            // Ends the reading, which nothing else does.
            then: { await console.close() })
    }

    /// Both directions until one ends; the other is ended then.
    private static func first(
        of up: @escaping @Sendable () async throws -> Void, or down: @escaping @Sendable () async throws -> Void,
        then end: @Sendable () async -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(operation: up)
            group.addTask(operation: down)
            let result = await group.nextResult()
            group.cancelAll()
            await end()
            try result?.get()
        }
    }
}
