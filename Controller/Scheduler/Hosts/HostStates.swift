import Core
import Store

/// The rows of `scheduler_host_state`, which only the reconciler writes.
enum HostStates {
    /// Without what administrators want and without failed starts.
    static func find(_ s: Snapshot, _ host: String) throws -> HostState? {
        let row = try s.first(
            """
            SELECT host, is_up, reason, architecture, hypervisor, has_kvm, physical_networks, NULL, NULL, NULL, NULL
            FROM scheduler_host_state WHERE host = \(host)
            """)
        guard var columns = row?.inOrder else { return nil }
        return try HostState(&columns)
    }

    static func put(_ tx: Transaction, _ state: HostState) throws {
        let networks = JSON.array(state.physicalNetworks.sorted().map { .string($0) })
        try tx.execute(
            """
            INSERT INTO scheduler_host_state (host, is_up, reason, architecture, hypervisor, has_kvm, physical_networks)
            VALUES (\(state.name), \(state.isUp), \(state.reason), \(state.architecture), \(state.hypervisor),
                \(state.hasKVM), \(networks))
            ON CONFLICT (host) DO UPDATE SET is_up = excluded.is_up, reason = excluded.reason,
                architecture = excluded.architecture, hypervisor = excluded.hypervisor, has_kvm = excluded.has_kvm,
                physical_networks = excluded.physical_networks
            """)
    }

    static func delete(_ tx: Transaction, _ host: String) throws {
        try tx.execute("DELETE FROM scheduler_host_state WHERE host = \(host)")
    }
}
