import Glibc
import Netlink
import NetworkRole
import Synchronization

/// The metadata service of a fake host: where it listens. Nobody asks here; the sockets end with the agent.
struct MemoryMetadata: MetadataService {
    private static let address = IPAddress(known: [169, 254, 169, 254])

    let host: SimHostNetwork
    let calls: any HostCalls

    func ensure(_ network: String) async throws {
        guard host.state.withLock({ $0.listeners[network] == nil }) else { return }
        let name = "metadata listen \(network)"
        let trouble = host.knobs.trouble(name)
        try await calls.call(name) {
            if case .refuse(let code)? = trouble { throw NetlinkError(code: code, what: name) }
            try host.state.withLock { state in
                guard let number = state.network.names["qdhcp-" + network] else { throw NetlinkError(code: ENOENT, what: name) }
                guard try state.network.space(number).has(Self.address) else {
                    throw NetlinkError(code: EADDRNOTAVAIL, what: name)
                }
                state.listeners[network] = number
            }
        }
    }

    func remove(_ network: String) async {
        guard host.state.withLock({ $0.listeners[network] != nil }) else { return }
        // Closing a socket cannot be refused.
        _ = try? await calls.call("metadata close \(network)") { host.state.withLock { $0.closeListener(network) } }
    }
}
