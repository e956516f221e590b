import Logging
import ServiceLifecycle
import Synchronization
import Web

/// A `WebServer` on a free port of the loopback interface, for the time of a closure.
struct RunningServer: Sendable {
    let port: Int
    let group: ServiceGroup

    static func with(
        _ site: Site, tls: WebServer.Certificate? = nil,
        configure: (inout WebServer.Configuration) -> Void = { _ in },
        _ body: @Sendable @escaping (RunningServer) async throws -> Void
    ) async throws {
        var configuration = WebServer.Configuration(address: "127.0.0.1", port: 0, tls: tls)
        configure(&configuration)
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let server = WebServer(site: site, configuration: configuration, logger: logger) { port.yield($0) }
        let group = ServiceGroup(services: [server], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask {
                for await port in ports {
                    try await body(RunningServer(port: port, group: group))
                    break
                }
                await group.triggerGracefulShutdown()
            }
            while try await tasks.next() != nil {}
        }
    }
}
