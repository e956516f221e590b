public import AgentRuntime

/// What the network role needs to know of its host.
public struct NetworkSettings: Sendable, Equatable {
    /// The host's name as enrolled: its items come in the set of that name.
    public var host: String
    /// The address of this host's VXLAN endpoint; empty where it carries no overlay networks.
    public var tunnelAddress: String
    /// The provider networks that this host is wired to, by name.
    public var physicalNetworks: [String: PhysicalNetwork]
    /// Where files lie that do not outlive a boot.
    public var runDirectory = "/run/apus/network"
    /// The directory of named namespaces.
    public var namespaceDirectory = "/run/netns"
    /// The file of the namespace that counts as the host's own; nil for that of this process. So several hosts of a test live
    /// in one process.
    public var baseNamespace: String?

    public init(host: String, tunnelAddress: String, physicalNetworks: [String: PhysicalNetwork] = [:]) {
        self.host = host
        self.tunnelAddress = tunnelAddress
        self.physicalNetworks = physicalNetworks
    }
}
