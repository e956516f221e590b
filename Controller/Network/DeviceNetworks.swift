public import Store

/// What lists of servers show of their networks: one statement each, whatever the number of servers.
public enum DeviceNetworks {
    public struct Address: Sendable, Equatable {
        public let networkName: String
        public let macAddress: String
        public let address: String
        /// A floating IP that leads to it.
        public let isFloating: Bool

        public var version: Int { address.utf8.contains(UInt8(ascii: ":")) ? 6 : 4 }
    }

    /// By device, in the order of ports; the floating IPs of a network follow its fixed ones.
    public static func addresses(_ s: Snapshot, of devices: [String]) throws -> [String: [Address]] {
        var addresses: [String: [Address]] = [:]
        addresses.reserveCapacity(devices.count)
        func add(_ row: inout RowReader, isFloating: Bool) throws {
            addresses[try row.next(), default: []].append(
                Address(
                    networkName: try row.next(), macAddress: try row.next(), address: try row.next(), isFloating: isFloating))
        }
        _ = try s.rows(
            """
            SELECT p.device_id, n.name, p.mac_address, a.address FROM network_port p
            JOIN network_network n ON n.id = p.network_id JOIN network_address a ON a.port_id = p.id
            WHERE p.device_id IN \(list: devices) ORDER BY p.created_at, p.id, a.position
            """
        ) { try add(&$0, isFloating: false) }
        guard try s.first("SELECT 1 FROM network_floating_ip WHERE port_id IS NOT NULL") != nil else { return addresses }
        _ = try s.rows(
            """
            SELECT p.device_id, n.name, p.mac_address, f.address FROM network_floating_ip f
            JOIN network_port p ON p.id = f.port_id JOIN network_network n ON n.id = p.network_id
            WHERE p.device_id IN \(list: devices) ORDER BY f.created_at, f.id
            """
        ) { try add(&$0, isFloating: true) }
        return addresses
    }

    /// The names of the security groups of each device's ports.
    public static func securityGroups(_ s: Snapshot, of devices: [String]) throws -> [String: [String]] {
        var groups: [String: Set<String>] = [:]
        groups.reserveCapacity(devices.count)
        _ = try s.rows(
            """
            SELECT p.device_id, x.security_group_id FROM network_port p
            JOIN network_port_security_group x ON x.port_id = p.id WHERE p.device_id IN \(list: devices)
            """
        ) { row in groups[try row.next(), default: []].insert(try row.next()) }
        // Many ports are in few groups: joining these would look each name up again for every port.
        let ids = groups.values.reduce(into: Set()) { $0.formUnion($1) }
        var names: [String: String] = [:]
        _ = try s.rows("SELECT id, name FROM network_security_group WHERE id IN \(list: ids.sorted())") { row in
            names[try row.next()] = try row.next(String.self)
        }
        return groups.mapValues { ids in ids.map { names[$0] ?? "" }.sorted() }
    }
}
