import Core
import Networking
import Store

/// The ports of servers: made, taken and given back in the caller's transaction.
enum ServerPorts {
    static func list(_ s: Snapshot, of id: ServerID) throws -> [ServerPort] {
        try s.rows("SELECT * FROM compute_server_port WHERE server_id = \(id) ORDER BY position").map(ServerPort.init)
    }

    /// Makes the port, or takes the one that is named, and notes that it is the server's.
    ///
    /// - Throws: what the network service refuses, in the words of the compute API.
    static func add(
        _ tx: Transaction, _ interface: ServerWish.Interface, to server: Server, groups: [SecurityGroupID]?, isAdmin: Bool,
        now: Timestamp
    ) throws -> Port {
        let port: Port
        if let id = interface.portID {
            port = try take(tx, PortID(id), for: server, isAdmin: isAdmin, now: now)
        } else {
            port = try make(tx, interface, for: server, groups: groups, now: now)
        }
        let position: Int? = try tx.value("SELECT max(position) FROM compute_server_port WHERE server_id = \(server.id)")
        try tx.execute(
            """
            INSERT INTO compute_server_port (server_id, port_id, position, tag, made, leaving)
            VALUES (\(server.id), \(port.id), \((position ?? -1) + 1), \(interface.tag), \(interface.portID == nil), 0)
            """)
        return port
    }

    private static func take(
        _ tx: Transaction, _ id: PortID, for server: Server, isAdmin: Bool, now: Timestamp
    ) throws -> Port {
        guard let port = try Ports.find(tx, id), isAdmin || port.projectID == server.projectID else {
            throw Refusal.invalid("Port id \(id) could not be found.")
        }
        guard port.deviceID.isEmpty else { throw Refusal.conflict("Port \(id) is still in use.") }
        guard !port.fixedIPs.isEmpty else { throw Refusal.invalid("Port \(id) requires a FixedIP in order to be used.") }
        return try NetworkWords.translate {
            try Ports.attach(
                tx, id, device: server.id.string, owner: server.portOwner, hostName: server.hostname, now: now)
        }
    }

    private static func make(
        _ tx: Transaction, _ interface: ServerWish.Interface, for server: Server, groups: [SecurityGroupID]?, now: Timestamp
    ) throws -> Port {
        var wish = PortWish(networkID: NetworkID(interface.networkID ?? ""), projectID: server.projectID)
        wish.deviceID = server.id.string
        wish.deviceOwner = server.portOwner
        wish.hostName = server.hostname
        wish.securityGroups = groups
        if let address = interface.fixedIP { wish.fixedIPs = [PortWish.Address(address: IPAddress(address))] }
        return try NetworkWords.translate(address: interface.fixedIP) { try Ports.create(tx, wish, now: now) }
    }

    /// Gives a port back: Compute's own is deleted, a user's is nobody's again. One that is gone already is no error.
    static func release(_ tx: Transaction, _ port: ServerPort, now: Timestamp) throws {
        try tx.execute("DELETE FROM compute_server_port WHERE port_id = \(port.portID)")
        guard try Ports.find(tx, port.portID) != nil else { return }
        if port.isOwn {
            try Ports.delete(tx, port.portID, now: now)
        } else {
            try Ports.detach(tx, port.portID, now: now)
        }
    }
}

extension Server {
    /// What the network service shows as the owner of this server's ports.
    var portOwner: String { DeviceOwner.compute + (state.zone ?? pinnedZone ?? "nova") }
}
