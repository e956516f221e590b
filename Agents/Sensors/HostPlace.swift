/// What the settings of a host say about its place in the cloud, which nobody can find by looking.
public struct HostPlace: Sendable, Equatable {
    /// Of its VXLAN endpoint; empty where the host carries no networks.
    public var tunnelAddress: String
    /// The names of the provider networks that it is wired to.
    public var physicalNetworks: [String]
    /// The directory of guests' disks; empty where there are no guests.
    public var instances: String

    public init(tunnelAddress: String = "", physicalNetworks: [String] = [], instances: String = "") {
        self.tunnelAddress = tunnelAddress
        self.physicalNetworks = physicalNetworks.sorted()
        self.instances = instances
    }
}
