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
        for row in try s.rows(
            """
            SELECT p.device_id, n.name, p.mac_address, a.address FROM network_port p
            JOIN network_network n ON n.id = p.network_id JOIN network_address a ON a.port_id = p.id
            WHERE p.device_id IN \(list: devices) ORDER BY p.created_at, p.id, a.position
            """)
        {
            try append(row, isFloating: false, to: &addresses)
        }
        for row in try s.rows(
            """
            SELECT p.device_id, n.name, p.mac_address, f.address FROM network_floating_ip f
            JOIN network_port p ON p.id = f.port_id JOIN network_network n ON n.id = p.network_id
            WHERE p.device_id IN \(list: devices) ORDER BY f.created_at, f.id
            """)
        {
            try append(row, isFloating: true, to: &addresses)
        }
        return addresses
    }

    private static func append(_ row: Row, isFloating: Bool, to addresses: inout [String: [Address]]) throws {
        var row = row.inOrder
        addresses[try row.next(), default: []].append(
            Address(
                networkName: try row.next(), macAddress: try row.next(), address: try row.next(), isFloating: isFloating))
    }

    /// The names of the security groups of each device's ports.
    public static func securityGroups(_ s: Snapshot, of devices: [String]) throws -> [String: [String]] {
        var groups: [String: [String]] = [:]
        for row in try s.rows(
            """
            SELECT DISTINCT p.device_id, g.name, g.id FROM network_port p
            JOIN network_port_security_group x ON x.port_id = p.id
            JOIN network_security_group g ON g.id = x.security_group_id
            WHERE p.device_id IN \(list: devices) ORDER BY g.name, g.id
            """)
        {
            var row = row.inOrder
            groups[try row.next(), default: []].append(try row.next())
        }
        return groups
    }
}
