import Core
import Store

/// Decision: which host carries a router, since when; or why none does.
struct RouterPlace: Sendable, Equatable {
    let host: String?
    let reason: String
    let since: Timestamp
}

extension RouterPlace {
    init(_ row: Row) throws {
        host = try row.get("host")
        reason = try row.get("reason")
        since = try row.get("since")
    }

    static func find(_ s: Snapshot, _ router: RouterID) throws -> RouterPlace? {
        try s.first("SELECT host, reason, since FROM network_router_place WHERE router_id = \(router)").map(RouterPlace.init)
    }

    static func set(_ tx: Transaction, _ router: RouterID, host: String?, reason: String, now: Timestamp) throws {
        try tx.execute(
            """
            INSERT INTO network_router_place (router_id, host, reason, since)
            VALUES (\(router), \(host), \(reason), \(now))
            ON CONFLICT (router_id) DO UPDATE SET host = excluded.host, reason = excluded.reason, since = excluded.since
            """)
    }

    static func forget(_ tx: Transaction, _ router: RouterID) throws {
        try tx.execute("DELETE FROM network_router_place WHERE router_id = \(router)")
    }
}
