import AgentProtocol
import Core
import HTTPTypes
import Store
import Testing

// Looking behind the API.

extension ServerCloud {
    /// What happened to a server, by kind.
    func kinds(_ id: String) async throws -> [String] {
        let answer = try await get("/apus/v1/servers/\(id)/timeline")
        return (answer.json["timeline"]?.array ?? []).compactMap { $0["kind"]?.string }
    }

    func untilGone(_ id: String, at location: SourceLocation = #_sourceLocation) async throws {
        try await eventually("server \(id) is gone", location: location) {
            try await get("/servers/\(id)").status == .notFound
        }
    }

    /// Rows that a server may leave nowhere, counted by table.
    func leftovers() async throws -> [String: Int] {
        try await store.read { s in
            var counts: [String: Int] = [:]
            for table in [
                "compute_server", "compute_server_state", "compute_server_port", "compute_server_tag", "placement_allocation",
            ] {
                counts[table] = try s.value("SELECT count(*) FROM \(identifier: table)") ?? 0
            }
            counts["ports"] = try s.value("SELECT count(*) FROM network_port WHERE device_owner LIKE 'compute:%'") ?? 0
            counts["addresses"] =
                try s.value(
                    """
                    SELECT count(*) FROM network_address
                    WHERE port_id NOT IN (SELECT id FROM network_port WHERE device_owner LIKE 'network:%')
                    """) ?? 0
            return counts.filter { $0.value > 0 }
        }
    }

    func raiseQuota() async throws {
        try await store.write { tx in
            try tx.execute("INSERT INTO compute_quota (project_id, resource, hard_limit) VALUES ('demo', 'ram', -1)")
        }
    }
}

extension ServerHost {
    static func problem(_ code: String, _ message: String, passesElsewhere: Bool) -> Apus_Agent_V1_Problem {
        var problem = Apus_Agent_V1_Problem()
        problem.code = code
        problem.message = message
        problem.passesElsewhere = passesElsewhere
        return problem
    }
}

/// Waits until `predicate` holds, and fails the test if it does not within the deadline.
func eventually(
    _ what: Comment, within deadline: Duration = .seconds(20), location: SourceLocation = #_sourceLocation,
    _ predicate: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + deadline
    while ContinuousClock.now < end {
        if try await predicate() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("did not happen in \(deadline): \(what)", sourceLocation: location)
    throw CancellationError()
}
