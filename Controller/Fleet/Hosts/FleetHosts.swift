public import Store

/// The hosts of this cloud, for other services.
public enum FleetHosts {
    /// Whether a host can be reached; without what it says of itself, which is long.
    public struct Standing: Sendable, Equatable {
        public let isUp: Bool
        /// Why it is up or down.
        public let reason: String
    }

    /// Nil for no such host.
    public static func standing(_ snapshot: Snapshot, _ name: String) throws -> Standing? {
        let row = try snapshot.first(
            "SELECT phase, reason FROM fleet_host LEFT JOIN fleet_host_phase ON host = name WHERE name = \(name)")
        guard var columns = row?.inOrder else { return nil }
        guard let phase: String = try columns.next() else { return Standing(isUp: false, reason: FleetHost.unseen) }
        return Standing(isUp: phase == HostPhase.Phase.up.rawValue, reason: try columns.next())
    }

    /// By name.
    public static func all(_ snapshot: Snapshot) throws -> [FleetHost] {
        try HostView.list(snapshot).map(FleetHost.init)
    }

    /// Those that came, went or joined last, the latest first.
    public static func newest(_ snapshot: Snapshot, limit: Int) throws -> [FleetHost] {
        try HostView.newest(snapshot, limit: limit).map(FleetHost.init)
    }

    public static func find(_ snapshot: Snapshot, _ name: String) throws -> FleetHost? {
        try HostView.find(snapshot, name: name).map(FleetHost.init)
    }
}
