import CNetlink
import Glibc

/// The network of this machine's kernel.
public struct LinuxNetwork: NetworkKernel {
    private let directory: NamespaceDirectory

    public init(directory: NamespaceDirectory = NamespaceDirectory()) { self.directory = directory }

    public func run<T: Sendable>(
        in namespace: NetworkNamespace, _ body: @escaping @Sendable () throws -> T
    ) async throws -> T { try await namespace.run(body) }

    public func dump(_ namespace: NetworkNamespace, _ parts: Set<DumpPart>) async throws -> NetworkDump {
        try await namespace.run {
            let socket = try NetlinkSocket()
            var dump = NetworkDump(links: RouteDump.links(try socket.ask(.links)))
            let names = Dictionary(dump.links.map { ($0.index, $0.name) }, uniquingKeysWith: { first, _ in first })
            dump.addresses = RouteDump.addresses(try socket.ask(.addresses), names)
            if parts.contains(.forwarding) { dump.forwarding = RouteDump.forwarding(try socket.ask(.forwarding), names) }
            if parts.contains(.neighbours) { dump.neighbours = RouteDump.neighbours(try socket.ask(.neighbours), names) }
            if parts.contains(.routes) { dump.routes = RouteDump.routes(try socket.ask(.routes), names) }
            return dump
        }
    }

    public func apply(_ changes: [NetlinkChange], in namespace: NetworkNamespace) async throws -> [NetlinkError?] {
        guard !changes.isEmpty else { return [] }
        return try await namespace.run {
            var files: [Int32] = []
            defer { for file in files { close(file) } }
            return try NetlinkSocket().apply(
                changes,
                RouteRequest(
                    index: { name in
                        let index = if_nametoindex(name)
                        guard index > 0 else { throw NetlinkError.last("find \(name)") }
                        return Int32(bitPattern: index)
                    },
                    namespaceFile: { path in
                        let file = open(path, O_RDONLY | O_CLOEXEC)
                        guard file >= 0 else { throw NetlinkError.last("open the namespace \(path)") }
                        files.append(file)
                        return file
                    }))
        }
    }

    public func namespaces() async -> [String] { directory.names() }
    public func namespace(_ name: String) -> NetworkNamespace { directory.namespace(name) }
    public func createNamespace(_ name: String) async throws { try await directory.create(name) }
    public func deleteNamespace(_ name: String) async throws { try directory.delete(name) }

    public func set(_ values: [(name: String, value: String)], in namespace: NetworkNamespace) async throws {
        try await namespace.run { for (name, value) in values { try SystemControl.set(name, value) } }
    }

    public func announce(_ addresses: [IPAddress], on link: String, in namespace: NetworkNamespace) async throws {
        try await namespace.run { try ARPAnnouncement.send(addresses, on: link) }
    }

    public func bind(
        _ address: IPAddress, port: UInt16, link: String, in namespace: NetworkNamespace
    ) async throws -> Int32 {
        try await namespace.run { try InternetSocket.bind(SOCK_STREAM, address, port: port, link: link) }
    }

    public func send(
        _ bytes: [UInt8], from source: IPAddress, to destination: IPAddress, port: UInt16, in namespace: NetworkNamespace
    ) async throws {
        try await namespace.run { try InternetSocket.send(bytes, from: source, to: destination, port: port) }
    }
}
