import Core
import Store

/// Gives addresses to ports, in the transaction that makes or changes the port, so that each is given once.
///
/// Theory of operation. `network_address` has a row for each address that a port has, and its key makes a second one impossible.
/// A free one is looked for at random, because the addresses that were freed last are still in the neighbours' tables; when
/// many are taken, what is left is found by reading all that are taken.
enum Addressing {
    enum Order {
        case random
        /// For the cloud's own ports, whose addresses people like to know.
        case lowest
    }

    /// The addresses for a port, in the order in which they were wished for.
    ///
    /// - Throws: `Fault` 400 for a subnet of another network or an address that no subnet of this one has, 409 for one that is
    ///   in use or when none is left.
    static func assign(
        _ tx: Transaction, _ wishes: [PortWish.Address]?, to port: PortID, of network: Network, mac: MACAddress, owner: String,
        keeping: [FixedIP] = []
    ) throws {
        let subnets = try Subnets.list(tx, network: network.id)
        let wishes = try complete(wishes, subnets, owner: owner, network: network.id)
        var position = keeping.count
        for wish in wishes {
            let (address, subnet) = try resolve(tx, wish, subnets, network.id, mac, owner)
            try take(tx, address, subnet, port: port, position: position)
            position += 1
        }
    }

    static func take(_ tx: Transaction, _ address: IPAddress, _ subnet: Subnet, port: PortID, position: Int) throws {
        let isFree = try tx.execute(
            """
            INSERT INTO network_address (subnet_id, address, network_id, port_id, position)
            VALUES (\(subnet.id), \(address.description), \(subnet.networkID), \(port), \(position))
            ON CONFLICT (subnet_id, address) DO NOTHING
            """)
        guard isFree == 1 else { throw NetworkRefusal.addressInUse(address, subnet.networkID) }
    }

    static func release(_ tx: Transaction, _ fixed: FixedIP) throws {
        try tx.execute("DELETE FROM network_address WHERE subnet_id = \(fixed.subnetID) AND address = \(fixed.address)")
    }

    // MARK: What is meant

    /// Without a wish: an address of each IP version, of the first subnet that has one; and one of each subnet whose guests
    /// address themselves, which they would do anyhow.
    private static func complete(
        _ wishes: [PortWish.Address]?, _ subnets: [Subnet], owner: String, network: NetworkID
    ) throws -> [Want] {
        if let wishes { return wishes.map { Want(subnets: $0.subnetID.map { [$0] }, address: $0.address) } }
        let usable = subnets.filter { $0.serviceTypes.isEmpty || $0.serviceTypes.contains { owner.hasPrefix($0) } }
        if usable.isEmpty, !subnets.isEmpty { throw NetworkRefusal.noMatchingSubnet(network) }
        let automatic = usable.filter(\.isAutoAddressed)
        let chosen = IPAddress.Family.allCases.compactMap { family -> Want? in
            let candidates = usable.filter { $0.family == family && !$0.isAutoAddressed }
            return candidates.isEmpty ? nil : Want(subnets: candidates.map(\.id), address: nil)
        }
        return chosen + automatic.map { Want(subnets: [$0.id], address: nil) }
    }

    private struct Want {
        /// One of these; nil for whichever has the address.
        var subnets: [SubnetID]?
        var address: IPAddress?
    }

    private static func resolve(
        _ tx: Transaction, _ want: Want, _ subnets: [Subnet], _ network: NetworkID, _ mac: MACAddress, _ owner: String
    ) throws -> (IPAddress, Subnet) {
        let candidates = try candidates(tx, want, subnets, network)
        guard let address = want.address else {
            for subnet in candidates {
                if let address = try free(tx, subnet, mac, owner == DeviceOwner.dhcp ? .lowest : .random) {
                    return (address, subnet)
                }
            }
            throw NetworkRefusal.noAddress(network)
        }
        guard let subnet = candidates.first(where: { $0.cidr.contains(address) }) else {
            if want.subnets != nil { throw NetworkRefusal.invalidAddress(address) }
            throw NetworkRefusal.invalid(
                "IP address \(address) is not a valid IP for any of the subnets on the specified network")
        }
        try check(address, subnet, mac, owner)
        return (address, subnet)
    }

    private static func candidates(
        _ tx: Transaction, _ want: Want, _ subnets: [Subnet], _ network: NetworkID
    ) throws -> [Subnet] {
        guard let ids = want.subnets else { return subnets }
        return try ids.map { id in
            if let subnet = subnets.first(where: { $0.id == id }) { return subnet }
            guard try Subnets.find(tx, id) != nil else { throw NetworkRefusal.subnet(id) }
            throw NetworkRefusal.invalid(
                "Failed to create port on network \(network), because fixed_ips included invalid subnet \(id)")
        }
    }

    private static func check(_ address: IPAddress, _ subnet: Subnet, _ mac: MACAddress, _ owner: String) throws {
        let isEdge =
            subnet.family == .v4 && subnet.cidr.prefixLength < 31 && (address == subnet.cidr.first || address == subnet.cidr.last)
        guard !isEdge else { throw NetworkRefusal.invalidAddress(address) }
        if subnet.isAutoAddressed, !DeviceOwner.routers.contains(owner), address != mac.address(in: subnet.cidr) {
            throw NetworkRefusal.autoAddressed(address, subnet.id)
        }
    }

    // MARK: Free addresses

    /// - Throws: `Fault` 409 IpAddressGenerationFailure.
    static func choose(
        _ tx: Transaction, _ subnet: Subnet, mac: MACAddress, order: Order, networkID: NetworkID
    ) throws -> IPAddress {
        guard let address = try free(tx, subnet, mac, order) else { throw NetworkRefusal.noAddress(networkID) }
        return address
    }

    private static func free(_ tx: Transaction, _ subnet: Subnet, _ mac: MACAddress, _ order: Order) throws -> IPAddress? {
        if subnet.isAutoAddressed {
            let address = mac.address(in: subnet.cidr)
            return try isTaken(tx, address, subnet.id) ? nil : address
        }
        let isEarly = order == .lowest
        for attempt in 0..<attempts {
            guard let address = isEarly ? nth(subnet.pools, UInt128(attempt)) : random(subnet.pools) else { break }
            if try !isTaken(tx, address, subnet.id) { return address }
        }
        return try firstFree(tx, subnet)
    }

    /// After so many that were taken, most are.
    private static let attempts = 8

    private static func isTaken(_ tx: Transaction, _ address: IPAddress, _ subnet: SubnetID) throws -> Bool {
        try tx.first(
            "SELECT port_id FROM network_address WHERE subnet_id = \(subnet) AND address = \(address.description)") != nil
    }

    private static func random(_ pools: [AddressRange]) -> IPAddress? {
        let total = pools.reduce(UInt128(0)) { $0.addingReportingOverflow($1.count).partialValue }
        var source = RandomSource()
        return total == 0 ? nil : nth(pools, UInt128.random(in: 0..<total, using: &source))
    }

    private static func nth(_ pools: [AddressRange], _ index: UInt128) -> IPAddress? {
        var rest = index
        for pool in pools {
            if rest < pool.count { return IPAddress(pool.first.family, pool.first.value + rest) }
            rest -= pool.count
        }
        return nil
    }

    private static func firstFree(_ tx: Transaction, _ subnet: Subnet) throws -> IPAddress? {
        let taken = Set(
            try tx.rows("SELECT address FROM network_address WHERE subnet_id = \(subnet.id)").compactMap {
                IPAddress(try $0.get("address"))?.value
            })
        for pool in subnet.pools {
            var value = pool.first.value
            while taken.contains(value), value < pool.last.value { value += 1 }
            if !taken.contains(value) { return IPAddress(pool.first.family, value) }
        }
        return nil
    }
}
