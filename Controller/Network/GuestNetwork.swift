/// One of a guest's ports with all that a guest, or whoever describes it, wants to know.
public struct GuestNetwork: Sendable, Equatable {
    public struct Address: Sendable, Equatable {
        public let address: String
        public let prefixLength: Int
        public let family: IPAddress.Family
        public let subnetID: SubnetID
        public let cidr: CIDR
        public let gateway: String?
        public let dnsServers: [String]
        public let hostRoutes: [HostRoute]
        public let isDHCPEnabled: Bool
        public let ipv6AddressMode: Subnet.IPv6Mode?
        /// The floating IPs that lead here.
        public var floating: [String] = []
    }

    public let networkID: NetworkID
    public let networkName: String
    public let portID: PortID
    public let macAddress: String
    public let mtu: Int
    public let tags: [String]
    public let addresses: [Address]
}
