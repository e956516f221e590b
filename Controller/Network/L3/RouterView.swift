import Core
import Store

/// A router as it is shown: with its gateway, and what its host says of it.
struct RouterView: Sendable {
    let router: Router
    /// ACTIVE, BUILD while its host makes it, ERROR where no host can.
    let status: String
    let isPlaced: Bool
    var gateway: Port?
}

extension RouterView {
    /// A router that nothing is plugged into needs no host: it is ACTIVE as it is.
    static let status: SQL = """
        CASE WHEN NOT EXISTS (SELECT 1 FROM network_port p WHERE p.device_id = r.id) THEN 'ACTIVE'
            WHEN k.router_id IS NULL THEN 'BUILD' WHEN k.host IS NULL THEN 'ERROR'
            WHEN o.state = 'ready' THEN 'ACTIVE' WHEN o.state = 'failed' THEN 'ERROR' ELSE 'BUILD' END
        """

    static let table: SQL = """
        network_router r LEFT JOIN network_router_place k ON k.router_id = r.id
        LEFT JOIN fleet_observation o ON o.host = k.host AND o.set_name = 'host/' || k.host AND o.id = r.id
        """

    /// Two queries and those of ports, whatever the number of routers.
    ///
    /// - Parameters:
    ///   - viewer: for whom; nil is an administrator.
    ///   - conditions: on `r`, a row of `network_router`.
    static func read(
        _ s: Snapshot, viewer: ProjectID?, where conditions: [SQL], tail: SQL = " ORDER BY r.id", needsGateway: Bool = true
    ) throws -> [RouterView] {
        var conditions = conditions
        if let viewer { conditions.append("r.project_id = \(viewer)") }
        let query: SQL = """
            SELECT r.*, \(status) AS status, k.host AS host FROM \(table)
            WHERE \((["1 = 1"] + conditions).joined(" AND "))
            """
        var views = try s.rows(query + tail).map { row in
            RouterView(
                router: try Router(row), status: try row.get("status"), isPlaced: try (row.get("host") as String?) != nil)
        }
        guard needsGateway else { return views }
        for start in stride(from: 0, to: views.count, by: 500) {
            let part = start..<min(start + 500, views.count)
            let ports = try RouterPorts.of(views[part].map(\.router.id), s)
            for index in part { views[index].gateway = ports[views[index].router.id]?.gateway }
        }
        return views
    }

    /// - Throws: 404 for a router that is not there, or that the viewer does not see.
    static func get(_ s: Snapshot, _ id: RouterID, viewer: ProjectID?) throws -> RouterView {
        guard let view = try read(s, viewer: viewer, where: ["r.id = \(id)"]).first else { throw RouterRefusal.notFound(id) }
        return view
    }
}
