import Fleet
import Web

/// Carries bytes between a browser and a guest until either goes.
struct ConsoleBridge: Sendable {
    let socket: WebSocket
    let tunnel: Tunnel

    func run() async throws {
        defer { tunnel.close() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await bytes in socket.incoming { try await tunnel.send(bytes) }
            }
            group.addTask {
                for try await bytes in tunnel.incoming { try await socket.send(bytes) }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
