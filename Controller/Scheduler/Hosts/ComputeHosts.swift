public import Core
import Fleet
public import Store

/// The hosts that run servers, and what an administrator wants of them.
public enum ComputeHosts {
    /// In order of their names.
    public static func list(_ s: Snapshot) throws -> [ComputeHost] {
        let reader = try ComputeHostReader(s)
        return try FleetHosts.all(s).filter { $0.roles.contains(.compute) }.map(reader.host)
    }

    public static func find(_ s: Snapshot, _ name: String) throws -> ComputeHost? {
        guard let host = try FleetHosts.find(s, name), host.roles.contains(.compute) else { return nil }
        return try ComputeHostReader(s, host: name).host(host)
    }

    /// - Throws: `Fault` 404 in the words of the compute API.
    public static func get(_ s: Snapshot, _ name: String) throws -> ComputeHost {
        guard let host = try find(s, name) else { throw SchedulerRefusal.hostNotFound(name) }
        return host
    }

    /// A disabled host keeps its servers and gets no new ones.
    ///
    /// - Throws: `Fault` 404.
    public static func setEnabled(
        _ tx: Transaction, _ name: String, _ isEnabled: Bool, reason: String? = nil, now: Timestamp
    ) throws {
        let host = try get(tx, name)
        try set(
            tx, name, isEnabled: isEnabled, reason: isEnabled ? nil : reason, forcedDown: host.forcedDown, now)
    }

    /// - Throws: `Fault` 404.
    public static func setForcedDown(_ tx: Transaction, _ name: String, _ forcedDown: Bool, now: Timestamp) throws {
        let host = try get(tx, name)
        try set(
            tx, name, isEnabled: host.isEnabled, reason: host.disabledReason, forcedDown: forcedDown, now)
    }

    /// Remembers how the start of a server on the host ended: a host on which starts fail is chosen last, until one succeeds.
    public static func recordBuild(_ tx: Transaction, on name: String, failed: Bool) throws {
        if failed {
            try tx.execute(
                """
                INSERT INTO scheduler_build_failure (host, failures) VALUES (\(name), 1)
                ON CONFLICT (host) DO UPDATE SET failures = scheduler_build_failure.failures + 1
                """)
        } else {
            guard try tx.execute("DELETE FROM scheduler_build_failure WHERE host = \(name)") > 0 else { return }
        }
        try Revision.hostChanged(tx, name)
    }

    private static func set(
        _ tx: Transaction, _ name: String, isEnabled: Bool, reason: String?, forcedDown: Bool, _ now: Timestamp
    ) throws {
        try tx.execute(
            """
            INSERT INTO scheduler_host (host, is_enabled, disabled_reason, forced_down, updated_at)
            VALUES (\(name), \(isEnabled), \(reason), \(forcedDown), \(now))
            ON CONFLICT (host) DO UPDATE SET is_enabled = excluded.is_enabled, disabled_reason = excluded.disabled_reason,
                forced_down = excluded.forced_down, updated_at = excluded.updated_at
            """)
        try Revision.hostChanged(tx, name)
    }
}
