import Core
import Store

/// The record of what was done to servers. It says what was; nothing is decided by it.
enum Actions {
    /// Actions are kept for the newest servers' sake, not for ever.
    private static let kept: Int64 = 50_000

    static func record(
        _ tx: Transaction, _ server: Server, _ name: String, by user: UserID? = nil, project: ProjectID? = nil, now: Timestamp
    ) throws {
        let number = try Numbering.event.next(tx)
        try tx.execute(
            """
            INSERT INTO compute_action (number, server_id, request_id, action, project_id, user_id, started_at, updated_at)
            VALUES (\(number), \(server.id), \(server.requestID), \(name), \(project ?? server.projectID),
                \(user ?? server.userID), \(now), \(now))
            """)
        if number.isMultiple(of: 1000) { try tx.execute("DELETE FROM compute_action WHERE number < \(number - kept)") }
    }

    /// The newest first.
    static func list(_ s: Snapshot, of id: ServerID, where conditions: [SQL] = [], limit: Int? = nil) throws -> [Action] {
        var sql: SQL = "SELECT * FROM compute_action WHERE \((["server_id = \(id)"] + conditions).joined(" AND "))"
        sql += " ORDER BY number DESC"
        if let limit { sql += " LIMIT \(limit)" }
        return try s.rows(sql).map(Action.init)
    }

    /// Its creation, whose project and user are the server's own.
    static func first(_ s: Snapshot, of id: ServerID) throws -> Action? {
        try s.first("SELECT * FROM compute_action WHERE server_id = \(id) ORDER BY number LIMIT 1").map(Action.init)
    }

    static func find(_ s: Snapshot, of id: ServerID, request: String) throws -> Action? {
        try list(s, of: id, where: ["request_id = \(request)"], limit: 1).first
    }
}
