public import Fleet
public import Store

/// Finds routers that nobody carries.
public enum NetworkDoctor {
    public static func look(_ s: Snapshot) throws -> [Diagnosis] {
        try s.rows(
            """
            SELECT r.id, r.name, p.host, p.reason, p.since FROM network_router_place p JOIN network_router r ON r.id = p.router_id
            WHERE p.host IS NULL ORDER BY p.since LIMIT 20
            """
        ).map { row in
            let (id, name): (String, String) = (try row.get("id"), try row.get("name"))
            return Diagnosis(
                "Router \(name.isEmpty ? id : name)", .bad, code: "NETWORK-ROUTER-NOWHERE",
                "No host carries it: \(try row.get("reason") as String)",
                remedy: "Bring a host up that has the role network and is wired to what the router reaches: apus host list",
                since: try row.get("since"))
        }
    }
}
