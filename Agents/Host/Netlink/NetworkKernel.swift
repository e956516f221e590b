/// What the agent asks of the kernel's network, one namespace at a time: the seam below which tests put a fake.
public protocol NetworkKernel: Sendable {
    /// Runs what asks the kernel by other means than these, such as nftables, inside a namespace; it may wait there.
    func run<T: Sendable>(in namespace: NetworkNamespace, _ body: @escaping @Sendable () throws -> T) async throws -> T
    /// Links and addresses, and what else is asked for.
    func dump(_ namespace: NetworkNamespace, _ parts: Set<DumpPart>) async throws -> NetworkDump
    /// In their order, many in one call.
    /// - Returns: for each change, why it was refused; nil where it was done
    func apply(_ changes: [NetlinkChange], in namespace: NetworkNamespace) async throws -> [NetlinkError?]
    func namespaces() async -> [String]
    func namespace(_ name: String) -> NetworkNamespace
    func createNamespace(_ name: String) async throws
    func deleteNamespace(_ name: String) async throws
    /// Values below /proc/sys/net, such as "ipv4/ip_forward"; one that has the value already is not written.
    func set(_ values: [(name: String, value: String)], in namespace: NetworkNamespace) async throws
    /// Tells the neighbours on a link that it has the addresses (gratuitous ARP, RFC 5227 §3).
    func announce(_ addresses: [IPAddress], on link: String, in namespace: NetworkNamespace) async throws
    /// A TCP socket that is bound and not yet listening; the caller owns it.
    func bind(_ address: IPAddress, port: UInt16, link: String, in namespace: NetworkNamespace) async throws -> Int32
    /// One UDP datagram of IPv4.
    func send(_ bytes: [UInt8], from source: IPAddress, to destination: IPAddress, port: UInt16, in namespace: NetworkNamespace)
        async throws
}

/// What costs time to read and is not always needed.
public enum DumpPart: Sendable, Hashable {
    case forwarding, neighbours, routes
}
