import AgentProtocol
import Core
import Store

/// A host as the API shows it: intent, decision and observation side by side.
struct HostView: Sendable {
    let host: Host
    let phase: HostPhase?
    let session: SessionRecord?
    let report: HostReport
    let healthObservedAt: Timestamp?

    var facts: Apus_Agent_V1_HostFacts? { report.facts }
    var health: Apus_Agent_V1_HostHealth? { report.health }
    var problems: [Apus_Agent_V1_Problem] { report.problems }
}

extension HostView {
    static func find(_ snapshot: Snapshot, name: String) throws -> HostView? {
        try snapshot.first(query + " WHERE fleet_host.name = \(name)").map(HostView.init)
    }

    /// By name; the marker is a name.
    static func list(_ snapshot: Snapshot, after marker: String? = nil, limit: Int? = nil) throws -> [HostView] {
        var query = query + " WHERE fleet_host.name > \(marker ?? "") ORDER BY fleet_host.name"
        if let limit { query += " LIMIT \(limit)" }
        return try snapshot.rows(query).map(HostView.init)
    }

    /// Those whose phase began last, first.
    static func newest(_ snapshot: Snapshot, limit: Int) throws -> [HostView] {
        try snapshot.rows(query + " ORDER BY COALESCE(since, fleet_host.created_at) DESC, fleet_host.name LIMIT \(limit)")
            .map(HostView.init)
    }

    private static let query: SQL = """
        SELECT \(Host.columns), phase, since, reason, \(SessionRecord.columns), facts,
            fleet_observation.problem AS problem, fleet_observation.detail AS detail, fleet_observation.observed_at AS observed_at
        FROM fleet_host
        LEFT JOIN fleet_host_phase ON fleet_host_phase.host = fleet_host.name
        LEFT JOIN fleet_session ON fleet_session.host = fleet_host.name
        LEFT JOIN fleet_observation ON fleet_observation.host = fleet_host.name
            AND fleet_observation.set_name = 'host/' || fleet_host.name
            AND fleet_observation.id = \(HostReconciler.healthItemID) AND fleet_observation.state <> 'absent'
        """

    private init(_ row: Row) throws {
        host = try Host(row)
        phase = try HostPhase(row)
        session = try SessionRecord(row)
        report = try HostReport(row)
        healthObservedAt = try row.get("observed_at")
    }
}
