import Core
import Foundation
import Libvirt
import Store

/// All that is there at the end of a run, in words that are the same whichever way it came about.
struct Summary: Sendable, Equatable {
    let lines: [String]

    init(_ world: World) async throws {
        guard let store = world.controller?.store else { throw ScriptFailure("there is no controller to ask") }
        let (rows, names) = try await store.read { s in (try Self.rows(s), try Names(s)) }
        var text = rows
        for machine in world.machines.values.sorted(by: { $0.name < $1.name }) where !machine.isGone {
            text += Self.lines(machine).map { "\(machine.name) \($0)" }
        }
        lines = try names.text(text.joined(separator: "\n")).split(separator: "\n").map(String.init)
            .filter { !Self.isResidue($0) }.sorted()
    }

    /// What may stay, or not: images that no guest uses are kept for a while, settings of the kernel stay, and how often a guest was
    /// started that is gone depends on when it went.
    private static func isResidue(_ line: String) -> Bool {
        line.contains(" cached ") || line.contains(" setting host bridge/") || line.contains(" boots <id>")
    }

    /// What only one of the two has.
    func difference(to other: Summary) -> [String] {
        lines.difference(from: other.lines).sorted { "\($0)" < "\($1)" }.map { change in
            switch change {
            case .insert(_, let line, _): "more: \(line)"
            case .remove(_, let line, _): "less: \(line)"
            }
        }
    }

    // MARK: Rows

    /// Each gives one text.
    private static let queries: [SQL] = [
        """
        SELECT printf('server %s %s on %s wants %s is %s reboots %d %d %s', name, phase, host, power, seen_power, seen_soft_reboots,
            seen_hard_reboots, fault) AS line FROM compute_server JOIN compute_server_state ON server_id = id
        """,
        """
        SELECT printf('port %s of %s %s on %s %s', id, device_id, device_owner, host, state) AS line FROM network_port
        LEFT JOIN network_port_state ON port_id = id
        """,
        "SELECT printf('address %s in %s', port_id, subnet_id) AS line FROM network_address",
        "SELECT printf('router %s on %s', router_id, host) AS line FROM network_router_place",
        "SELECT printf('floating %s %s', port_id, router_id) AS line FROM network_floating_ip",
        "SELECT printf('claim %s %s %d', consumer_uuid, resource_class, used) AS line FROM placement_allocation",
        "SELECT printf('consumer %s', uuid) AS line FROM placement_consumer",
        "SELECT printf('image %s %s %d', id, status, size) AS line FROM image_image",
        "SELECT printf('item %s %s', set_name, id) AS line FROM fleet_set_item WHERE deleted_at IS NULL",
        "SELECT printf('host %s %s', fleet_host.name, phase) AS line FROM fleet_host LEFT JOIN fleet_host_phase ON host = name",
        "SELECT printf('subscription %s %s', host, set_name) AS line FROM fleet_subscription",
        "SELECT printf('rule %s %s %d', direction, protocol, port_min) AS line FROM network_security_group_rule",
    ]

    private static func rows(_ s: Snapshot) throws -> [String] {
        try queries.flatMap { try s.rows($0).map { try $0.get("line") } }
    }

    // MARK: Hosts

    private static func lines(_ machine: Machine) -> [String] {
        let domains = machine.hypervisor.domains.values.map { "domain \($0.id) \($0.status)" }
        let boots = machine.hypervisor.boots.map { "boots \($0.key) \($0.value)" }
        return domains + boots + files(machine.instances, "instance") + files(machine.images, "cached")
            + machine.network.census.made.essence.lines.map(withoutGeneration)
    }

    /// Files of peers and groups have their members' generations in them.
    private static func withoutGeneration(_ line: String) -> String {
        guard line.hasPrefix("file peers/") || line.hasPrefix("file groups/") else { return line }
        return line.split(separator: " ").filter { UInt64($0) == nil }.joined(separator: " ")
    }

    /// All files below a directory, by their names; of the image cache, hashes.
    private static func files(_ directory: String, _ kind: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
        return found.map { "\(kind) \($0)" }
    }
}
