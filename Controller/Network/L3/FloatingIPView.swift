import Core
import Store

/// A floating IP as it is shown: with the port that it leads to, and whether its router translates it.
struct FloatingIPView: Sendable {
    let floatingIP: FloatingIP
    /// ACTIVE or DOWN.
    let status: String
    var port: Port?
}

extension FloatingIPView {
    /// ACTIVE when the router's host has got as far as the item that leads it somewhere.
    static let status: SQL = """
        CASE WHEN f.router_id IS NOT NULL AND o.state = 'ready' AND o.generation >= coalesce(f.item_generation, 0)
            THEN 'ACTIVE' ELSE 'DOWN' END
        """

    static let table: SQL = """
        network_floating_ip f LEFT JOIN network_router_place k ON k.router_id = f.router_id
        LEFT JOIN fleet_observation o ON o.host = k.host AND o.set_name = 'host/' || k.host AND o.id = f.router_id
        """

    /// - Parameters:
    ///   - viewer: for whom; nil is an administrator.
    ///   - conditions: on `f`, a row of `network_floating_ip`.
    static func read(
        _ s: Snapshot, viewer: ProjectID?, where conditions: [SQL], tail: SQL = " ORDER BY f.id", needsPort: Bool = true
    ) throws -> [FloatingIPView] {
        var conditions = conditions
        if let viewer { conditions.append("f.project_id = \(viewer)") }
        let query: SQL = """
            SELECT f.*, \(status) AS status FROM \(table) WHERE \((["1 = 1"] + conditions).joined(" AND "))
            """
        var views = try s.rows(query + tail).map { row in
            FloatingIPView(floatingIP: try FloatingIP(row), status: try row.get("status"))
        }
        guard needsPort else { return views }
        for start in stride(from: 0, to: views.count, by: 500) {
            let part = start..<min(start + 500, views.count)
            let ids = views[part].compactMap(\.floatingIP.portID)
            let ports = try PortReader.read(s, where: ["p.id IN \(list: ids)"])
            let byID = Dictionary(uniqueKeysWithValues: ports.map { ($0.id, $0) })
            for index in part { views[index].port = views[index].floatingIP.portID.flatMap { byID[$0] } }
        }
        return views
    }

    /// - Throws: 404 for a floating IP that is not there, or that the viewer does not see.
    static func get(_ s: Snapshot, _ id: FloatingIPID, viewer: ProjectID?) throws -> FloatingIPView {
        guard let view = try read(s, viewer: viewer, where: ["f.id = \(id)"]).first else {
            throw FloatingIPRefusal.notFound(id)
        }
        return view
    }
}
