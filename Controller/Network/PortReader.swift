import Core
import Store

/// Reads ports with their addresses and security groups: three queries, whatever their number.
enum PortReader {
    /// - Parameters:
    ///   - conditions: on `p`, a row of `network_port`.
    ///   - needsParts: false saves the queries for addresses and security groups.
    static func read(
        _ s: Snapshot, where conditions: [SQL], tail: SQL = " ORDER BY p.id", needsParts: Bool = true
    ) throws -> [Port] {
        let query: SQL = "SELECT \(Port.columns) FROM \(Port.table) WHERE \((["1 = 1"] + conditions).joined(" AND "))"
        let ports = try s.rows(query + tail) { try Port(&$0) }
        return needsParts ? try complete(s, ports) : ports
    }

    private static func complete(_ s: Snapshot, _ ports: [Port]) throws -> [Port] {
        guard !ports.isEmpty else { return [] }
        var ports = ports
        var places: [String: Int] = [:]
        places.reserveCapacity(ports.count)
        for (index, port) in ports.enumerated() { places[port.id.string] = index }
        for start in stride(from: 0, to: ports.count, by: chunk) {
            let ids = ports[start..<min(start + chunk, ports.count)].map(\.id)
            _ = try s.rows(
                "SELECT port_id, subnet_id, address FROM network_address WHERE port_id IN \(list: ids) ORDER BY port_id, position"
            ) { row in
                guard let place = places[try row.next()] else { return }
                ports[place].fixedIPs.append(FixedIP(subnetID: try row.next(), address: try row.next()))
            }
            _ = try s.rows(
                """
                SELECT port_id, security_group_id FROM network_port_security_group WHERE port_id IN \(list: ids)
                ORDER BY port_id, security_group_id
                """
            ) { row in
                guard let place = places[try row.next()] else { return }
                ports[place].securityGroupIDs.append(try row.next())
            }
        }
        return ports
    }

    /// How many ids one statement names: databases have limits.
    private static let chunk = 500
}
