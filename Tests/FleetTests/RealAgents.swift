import AgentProtocol
import AgentRuntime
import Core
import Logging
import SwiftProtobuf
import Trust

/// The agent's own runtime, for a host that `TestCloud` has enrolled.
extension TestCloud {
    func credentials(_ identity: Identity) throws -> Credentials {
        try Credentials(authority: authority.pem, chain: identity.chain, key: identity.key)
    }

    func link(_ identity: Identity, _ running: Running) throws -> GRPCControllerLink {
        let credentials = try credentials(identity)
        return link(running) { credentials }
    }

    func link(_ running: Running, credentials: @escaping @Sendable () -> Credentials) -> GRPCControllerLink {
        GRPCControllerLink(address: "127.0.0.1", port: running.port, credentials: credentials)
    }

    func realAgent(
        _ identity: Identity, _ running: Running, roles: [any Role] = [HealthRole()], tunnels: (any TunnelSource)? = nil,
        port: Int? = nil, files: any AgentFiles = NoFiles()
    ) throws -> Agent {
        let port = port ?? running.port
        let credentials = try credentials(identity)
        let dialer = GRPCFleetDialer(address: "127.0.0.1", port: port) { credentials }
        let link = GRPCControllerLink(address: "127.0.0.1", port: port) { credentials }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return Agent(
            state: AgentState("/nowhere"), roles: roles, status: AgentStatus(), credentials: nil,
            seams: .init(dialer: dialer, tunnelDialer: link, files: files), tunnels: tunnels,
            logger: logger
        ) {
            .with { ($0.host, $0.bootID, $0.protocol, $0.version) = (identity.host, "boot-1", 1, "test") }
        }
    }
}

/// An agent that remembers nothing from one life to the next.
struct NoFiles: AgentFiles {
    func read(_ path: String) throws -> [UInt8]? { nil }
    func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws {}
    func makeDirectory(_ path: String) throws {}
    func remove(_ path: String) throws {}
}
