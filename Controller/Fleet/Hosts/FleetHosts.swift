public import Store

/// The hosts of this cloud, for other services.
public enum FleetHosts {
    /// By name.
    public static func all(_ snapshot: Snapshot) throws -> [FleetHost] {
        try HostView.list(snapshot).map(FleetHost.init)
    }

    public static func find(_ snapshot: Snapshot, _ name: String) throws -> FleetHost? {
        try HostView.find(snapshot, name: name).map(FleetHost.init)
    }
}
