import Core
public import Store

extension Ports {
    /// All that a guest is told about its networks, in the order of its ports.
    public static func guestNetworks(_ s: Snapshot, device: String) throws -> [GuestNetwork] {
        var networks: [NetworkID: (Network, [Subnet])] = [:]
        return try list(s, device: device).map { port in
            let (network, subnets) = try networks[port.networkID] ?? world(s, port.networkID)
            networks[port.networkID] = (network, subnets)
            let floating = try FloatingIPs.list(s, port: port.id)
            return GuestNetwork(
                networkID: network.id, networkName: network.name, portID: port.id, macAddress: port.macAddress,
                mtu: network.mtu, tags: port.tags,
                addresses: port.fixedIPs.compactMap { fixed in
                    subnets.first { $0.id == fixed.subnetID }.map { GuestNetwork.Address(fixed, $0, floating) }
                })
        }
    }

    private static func world(_ s: Snapshot, _ id: NetworkID) throws -> (Network, [Subnet]) {
        (try Networks.get(s, id), try Subnets.list(s, network: id))
    }
}

extension GuestNetwork.Address {
    fileprivate init(_ fixed: FixedIP, _ subnet: Subnet, _ floating: [FloatingIP]) {
        self.init(
            address: fixed.address, prefixLength: subnet.cidr.prefixLength, family: subnet.family, subnetID: subnet.id,
            cidr: subnet.cidr, gateway: subnet.gateway?.description, dnsServers: subnet.dnsServers,
            hostRoutes: subnet.hostRoutes, isDHCPEnabled: subnet.isDHCPEnabled, ipv6AddressMode: subnet.ipv6AddressMode,
            floating: floating.filter { $0.fixedAddress == fixed.address }.map(\.address))
    }
}
