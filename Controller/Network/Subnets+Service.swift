public import Core
public import Store

extension Subnets {
    /// The port that DHCP and metadata of a network have: one for the network, the same on every host.
    public static func servicePort(_ s: Snapshot, of network: NetworkID) throws -> Port? {
        try PortReader.read(s, where: ["p.network_id = \(network)", "p.device_owner = \(DeviceOwner.dhcp)"]).first
    }

    /// Brings the network's DHCP port in line with its subnets: an address in each that has DHCP, no port where none has.
    static func arrangeService(_ tx: Transaction, of network: Network, now: Timestamp) throws {
        let subnets = try list(tx, network: network.id).filter(\.isDHCPEnabled)
        let port = try servicePort(tx, of: network.id)
        tx.hint(.networkNetworks, network.id.string)
        guard !subnets.isEmpty else {
            if let port { try Ports.erase(tx, port) }
            return
        }
        guard let port else {
            _ = try Ports.create(tx, wish(network, subnets), now: now)
            return
        }
        let stale = port.fixedIPs.filter { fixed in !subnets.contains { $0.id == fixed.subnetID } }
        for fixed in stale { try Addressing.release(tx, fixed) }
        for subnet in subnets where !port.fixedIPs.contains(where: { $0.subnetID == subnet.id }) {
            let mac = try Ports.mac(of: port)
            let address = try Addressing.choose(tx, subnet, mac: mac, order: .lowest, networkID: network.id)
            try Addressing.take(tx, address, subnet, port: port.id, position: subnets.count)
        }
    }

    private static func wish(_ network: Network, _ subnets: [Subnet]) -> PortWish {
        var wish = PortWish(networkID: network.id, projectID: network.projectID)
        wish.deviceOwner = DeviceOwner.dhcp
        wish.deviceID = "dhcp-" + network.id.string
        wish.fixedIPs = subnets.map { PortWish.Address(subnetID: $0.id) }
        wish.securityGroups = []
        wish.isPortSecurityEnabled = false
        wish.countsTowardsQuota = false
        return wish
    }
}
