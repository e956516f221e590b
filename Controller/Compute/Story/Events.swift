import Core
import Store

/// The record of what happened to servers: written in the transaction that made it happen, bounded, and never read to decide.
enum Events {
    private static let kept: Int64 = 50_000

    static func record(
        _ tx: Transaction, _ server: Server, _ kind: Event.Kind, _ message: String, progress: Int? = nil,
        isFailure: Bool = false, now: Timestamp
    ) throws {
        let number = try Numbering.event.next(tx)
        try tx.execute(
            """
            INSERT INTO compute_event (number, server_id, project_id, request_id, at, kind, message, progress, host, failed)
            VALUES (\(number), \(server.id), \(server.projectID), \(server.requestID), \(now), \(kind.rawValue), \(message),
                \(progress), \(server.state.host), \(isFailure))
            """)
        if number.isMultiple(of: 1000) { try tx.execute("DELETE FROM compute_event WHERE number < \(number - kept)") }
        tx.hint(.computeEvents, server.id.string)
    }

    static func list(_ s: Snapshot, of id: ServerID) throws -> [Event] {
        try s.rows("SELECT * FROM compute_event WHERE server_id = \(id) ORDER BY number").map(Event.init)
    }

    /// What came after an event, at most `limit`.
    ///
    /// - Parameter project: nil for every project's.
    static func list(_ s: Snapshot, after number: Int64, project: ProjectID?, limit: Int) throws -> [Event] {
        let whose: SQL = project.map { "AND project_id = \($0)" } ?? ""
        return try s.rows("SELECT * FROM compute_event WHERE number > \(number) \(whose) ORDER BY number LIMIT \(limit)")
            .map(Event.init)
    }
}

extension Events {
    /// The newest, in the order in which they happened.
    static func last(_ s: Snapshot, _ count: Int, project: ProjectID?) throws -> [Event] {
        let whose: SQL = project.map { "WHERE project_id = \($0)" } ?? ""
        return try s.rows("SELECT * FROM compute_event \(whose) ORDER BY number DESC LIMIT \(count)").reversed().map(Event.init)
    }
}
