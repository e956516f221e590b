public import Core
public import Store

/// What can be done with floating IPs.
///
/// Theory of operation. The address is given out as every other: by a port of its own on the external network, which keeps it
/// taken. Where it leads is three columns; the router between is chosen when it is associated, and its host's item is written in
/// the same transaction. A port that goes, or loses the address, loses its floating IP (`follow`).
public enum FloatingIPs {
    /// Those that lead to a port, by age.
    public static func list(_ s: Snapshot, port: PortID) throws -> [FloatingIP] {
        try s.rows("SELECT * FROM network_floating_ip WHERE port_id = \(port) ORDER BY created_at, id").map(FloatingIP.init)
    }

    /// Those that a router translates, in the order of their ids.
    static func list(_ s: Snapshot, router: RouterID) throws -> [FloatingIP] {
        try s.rows("SELECT * FROM network_floating_ip WHERE router_id = \(router) ORDER BY id").map(FloatingIP.init)
    }

    /// Those of an external network that lead nowhere.
    static func unused(_ s: Snapshot, network: NetworkID) throws -> [FloatingIPID] {
        try s.rows("SELECT id FROM network_floating_ip WHERE network_id = \(network) AND port_id IS NULL ORDER BY id")
            .map { try $0.get("id") }
    }

    public static func find(_ s: Snapshot, _ id: FloatingIPID) throws -> FloatingIP? {
        try s.first("SELECT * FROM network_floating_ip WHERE id = \(id)").map(FloatingIP.init)
    }

    static func get(_ s: Snapshot, _ id: FloatingIPID) throws -> FloatingIP {
        guard let floatingIP = try find(s, id) else { throw FloatingIPRefusal.notFound(id) }
        return floatingIP
    }

    /// - Throws: 400 for a network that is not external or has no IPv4, 404 for one that the project does not see, for a port
    ///   that is not there or from which the network is not reached; 409 for an address that is taken, or beyond the quota.
    static func create(_ tx: Transaction, _ wish: FloatingIPWish, isAdmin: Bool, now: Timestamp) throws -> FloatingIP {
        let network = try Networks.get(tx, wish.networkID)
        guard try isAdmin || Networks.isVisible(tx, network.id, to: wish.projectID) else {
            throw NetworkRefusal.network(network.id)
        }
        guard network.isExternal else { throw FloatingIPRefusal.notExternal(network.id) }
        try Quotas.check(tx, wish.projectID, .floatingip)
        let id = FloatingIPID.random()
        let port = try makePort(tx, wish, for: id, now: now)
        var floatingIP = FloatingIP(
            id: id, projectID: wish.projectID, networkID: network.id, address: port.fixedIPs.first?.address ?? "", now: now)
        floatingIP.description = wish.description
        floatingIP.dnsName = wish.dnsName
        floatingIP.dnsDomain = wish.dnsDomain
        floatingIP.tags = wish.tags
        try insert(tx, floatingIP)
        guard let target = wish.target else { return floatingIP }
        return try associate(tx, id, with: target, isAdmin: isAdmin, now: now)
    }

    /// - Parameter target: nil for no change, a nil within to let it lead nowhere.
    static func update(
        _ tx: Transaction, _ id: FloatingIPID, description: String?, target: FloatingIPWish.Target??, isAdmin: Bool,
        now: Timestamp
    ) throws -> FloatingIP {
        _ = try get(tx, id)
        if let description {
            try tx.execute("UPDATE network_floating_ip SET description = \(description) WHERE id = \(id)")
        }
        switch target {
        case nil: return try touch(tx, id, now: now)
        case .some(nil): return try disassociate(tx, id, now: now)
        case .some(let target?): return try associate(tx, id, with: target, isAdmin: isAdmin, now: now)
        }
    }

    static func delete(_ tx: Transaction, _ id: FloatingIPID, now: Timestamp) throws {
        _ = try disassociate(tx, id, now: now)
        for port in try Ports.list(tx, device: id.string) { try Ports.delete(tx, port.id, now: now) }
        try tx.execute("DELETE FROM network_floating_ip WHERE id = \(id)")
    }

    // MARK: Where it leads

    private static func associate(
        _ tx: Transaction, _ id: FloatingIPID, with target: FloatingIPWish.Target, isAdmin: Bool, now: Timestamp
    ) throws -> FloatingIP {
        let floatingIP = try get(tx, id)
        let port = try Ports.get(tx, target.portID)
        if !isAdmin, port.projectID != floatingIP.projectID { throw FloatingIPRefusal.otherProject(port.id, id) }
        let fixed = try fixedIP(of: port, target.fixedAddress)
        let other = try tx.first(
            """
            SELECT id FROM network_floating_ip
            WHERE port_id = \(port.id) AND fixed_address = \(fixed.address) AND network_id = \(floatingIP.networkID)
                AND id <> \(id)
            """)
        if other != nil { throw FloatingIPRefusal.alreadyAssociated(floatingIP, port.id, fixed.address) }
        guard let router = try router(tx, from: fixed.subnetID, to: floatingIP.networkID) else {
            throw FloatingIPRefusal.unreachable(floatingIP.networkID, from: fixed.subnetID, port.id)
        }
        try lead(tx, floatingIP, port.id, fixed.address, router, now: now)
        return try touch(tx, id, now: now)
    }

    private static func disassociate(_ tx: Transaction, _ id: FloatingIPID, now: Timestamp) throws -> FloatingIP {
        try lead(tx, try get(tx, id), nil, nil, nil, now: now)
        return try touch(tx, id, now: now)
    }

    /// Writes where it leads; the routers concerned, and the servers of the ports, learn of it.
    private static func lead(
        _ tx: Transaction, _ old: FloatingIP, _ port: PortID?, _ fixed: String?, _ router: RouterID?, now: Timestamp
    ) throws {
        try tx.execute(
            """
            UPDATE network_floating_ip SET port_id = \(port), fixed_address = \(fixed), router_id = \(router)
            WHERE id = \(old.id)
            """)
        if let routerID = old.routerID, routerID != router { try RouterItems.refresh(tx, routerID, now: now) }
        let generation = try router.flatMap { try RouterItems.refresh(tx, $0, now: now) }
        try tx.execute("UPDATE network_floating_ip SET item_generation = \(generation) WHERE id = \(old.id)")
        for port in Set([old.portID, port].compactMap { $0 }).sorted() {
            if let port = try Ports.find(tx, port) { Ports.hint(tx, port) }
        }
    }

    /// A port has changed or is about to go: floating IPs of addresses that it does not have any more lead nowhere.
    static func follow(_ tx: Transaction, _ port: Port, isGoing: Bool = false, now: Timestamp) throws {
        for floatingIP in try list(tx, port: port.id) {
            let isKept = !isGoing && port.fixedIPs.contains { $0.address == floatingIP.fixedAddress }
            if !isKept { _ = try disassociate(tx, floatingIP.id, now: now) }
        }
    }

    private static func touch(_ tx: Transaction, _ id: FloatingIPID, now: Timestamp) throws -> FloatingIP {
        try tx.execute("UPDATE network_floating_ip SET updated_at = \(now), revision = revision + 1 WHERE id = \(id)")
        return try get(tx, id)
    }

    private static func insert(_ tx: Transaction, _ floatingIP: FloatingIP) throws {
        try tx.execute(
            """
            INSERT INTO network_floating_ip (id, project_id, network_id, address, description, dns_name, dns_domain, tags,
                revision, created_at, updated_at)
            VALUES (\(floatingIP.id), \(floatingIP.projectID), \(floatingIP.networkID), \(floatingIP.address),
                \(floatingIP.description), \(floatingIP.dnsName), \(floatingIP.dnsDomain), \(TagList(floatingIP.tags)),
                \(floatingIP.revision), \(floatingIP.createdAt), \(floatingIP.updatedAt))
            """)
    }
}
