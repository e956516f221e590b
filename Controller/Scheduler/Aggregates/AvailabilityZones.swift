public import Store

/// The availability zones: those that aggregates name, and one for all other hosts.
public enum AvailabilityZones {
    /// The zone of hosts that no aggregate puts into one.
    public static let standard = "nova"

    /// In order of their names. Zones without hosts are none, but the standard zone is always there while nothing else is.
    public static func list(_ s: Snapshot) throws -> [AvailabilityZone] {
        let aggregates = try AggregateMap.read(s)
        let hosts = Dictionary(grouping: try ComputeHosts.list(s)) { aggregates.zone(of: $0.name) }
        guard !hosts.isEmpty else { return [AvailabilityZone(name: standard, hosts: [])] }
        return hosts.map { AvailabilityZone(name: $0, hosts: $1) }.sorted { $0.name < $1.name }
    }

    /// Whether `list` has the zone; for who asks with each server, of the decisions' own copy of the rows.
    public static func exists(_ name: String, _ s: Snapshot) throws -> Bool {
        let world = try WorldCache.world(s)
        let aggregates = world.aggregates
        let named = aggregates.all.filter { $0.availabilityZone == name }.flatMap(\.hosts)
        if named.contains(where: { world.host($0) != nil && aggregates.zone(of: $0) == name }) { return true }
        guard name == standard else { return false }
        return world.hostCount == 0 || world.providers.contains { $0.host.map { aggregates.zone(of: $0.name) == name } ?? false }
    }

    public static func zone(of host: String, _ s: Snapshot) throws -> String {
        try WorldCache.world(s).aggregates.zone(of: host)
    }
}
