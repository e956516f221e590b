public import Core

/// A port that somebody wants. What is not said is chosen.
public struct PortWish: Sendable {
    /// An address, a subnet to choose one from, or both.
    public struct Address: Sendable, Hashable {
        public var subnetID: SubnetID?
        public var address: IPAddress?

        public init(subnetID: SubnetID? = nil, address: IPAddress? = nil) {
            self.subnetID = subnetID
            self.address = address
        }
    }

    public var id: PortID = .random()
    public var networkID: NetworkID
    public var projectID: ProjectID
    public var name = ""
    public var description = ""
    public var isAdminUp = true
    public var deviceID = ""
    public var deviceOwner = ""
    /// Nil for one address of each IP version that the network has; empty for none.
    public var fixedIPs: [Address]?
    /// Nil for the project's default group; empty for none.
    public var securityGroups: [SecurityGroupID]?
    /// Nil for a random one.
    public var macAddress: MACAddress?
    /// The name that DHCP and DNS give to the guest: `dns_name`.
    public var hostName = ""
    public var dnsDomain = ""
    /// Nil for what the network says.
    public var isPortSecurityEnabled: Bool?
    public var allowedAddressPairs: [AddressPair] = []
    public var dhcpOptions: [DHCPOption] = []
    public var vnicType = "normal"
    public var bindingProfile: JSON = [:]
    public var bindingHost: String?
    public var tags: [String] = []
    /// False for ports that the cloud makes for itself.
    public var countsTowardsQuota = true

    public init(networkID: NetworkID, projectID: ProjectID) {
        self.networkID = networkID
        self.projectID = projectID
    }
}
