import Core
import Reconcile
import Store

/// What the reconciler looks at: one router's place, and the hosts.
struct RouterWorld: Sendable, Equatable {
    var place: RouterPlace?
    /// It has a gateway or interfaces: somebody has to carry it.
    var hasPorts = true
    /// The provider networks that it reaches.
    var physicalNetworks: Set<String> = []
    var hosts: [RouterHost] = []
}

/// What the reconciler writes.
enum RouterChange: Sendable, Equatable {
    case place(String, reason: String)
    /// Nobody can carry it, and this is why.
    case leave(reason: String)
    /// Nobody has to carry it.
    case rest
}

/// Decides which host carries a router: one that is up, has the role network, and is wired to all provider networks that the
/// router reaches; of several the one with the fewest routers.
///
/// A router stays where it is while its host is up. When the host has been silent for a while, another takes over; the old one
/// clears up by itself when it comes back, because its set no longer has the item. While nobody else could take it, it stays.
/// Hosts come and go without a hint: the full scan sees them.
struct RouterReconciler: Reconciler {
    static let name = "network.routers"
    /// For how long a host may be silent before its routers move.
    static let patience = Duration.seconds(30)

    let time: any TimeSource
    var topic: Topic { .networkRouters }

    func unsettled(_ snapshot: Snapshot) throws -> [String] {
        let ids: [RouterID] = try snapshot.rows("SELECT id FROM network_router ORDER BY id").map { try $0.get("id") }
        guard !ids.isEmpty else { return [] }
        let hosts = try RouterHost.all(snapshot)
        let now = time.now
        return try ids.filter { id in
            if case .settled = decide(try world(id, hosts, snapshot), now: now) { false } else { true }
        }.map(\.string)
    }

    func load(_ id: String, _ snapshot: Snapshot) throws -> RouterWorld? {
        guard try Routers.find(snapshot, RouterID(id)) != nil else { return nil }
        return try world(RouterID(id), try RouterHost.all(snapshot), snapshot)
    }

    func decide(_ world: RouterWorld, now: Timestamp) -> Decision<RouterChange> {
        guard world.hasPorts else {
            return world.place == nil ? .settled : .commit(.rest)
        }
        guard let present = world.place?.host else { return choose(world, because: "it is new here") }
        guard let host = world.hosts.first(where: { $0.name == present }) else {
            return choose(world, because: "host \(present) is gone")
        }
        if !host.isUp {
            let deadline = host.since + Self.patience
            if now < deadline {
                return .wait(until: deadline, reason: "until host \(present) is back, or silent for long enough")
            }
            return move(world, because: "host \(present) is down")
        }
        guard host.isUsable else {
            return move(world, because: "host \(present) is being removed, carries no networks, or its L3 agent is switched off")
        }
        guard host.physicalNetworks.isSuperset(of: world.physicalNetworks) else {
            return choose(world, because: "host \(present) is not wired to its external network")
        }
        return .settled
    }

    /// To the best host, or nowhere.
    private func choose(_ world: RouterWorld, because reason: String) -> Decision<RouterChange> {
        if let host = Self.best(world) { return .commit(.place(host.name, reason: reason)) }
        let reason = Self.refusal(world)
        let isKnown = world.place.map { $0.host == nil && $0.reason == reason } ?? false
        return isKnown ? .settled : .commit(.leave(reason: reason))
    }

    /// To the best host, or it stays where it is.
    private func move(_ world: RouterWorld, because reason: String) -> Decision<RouterChange> {
        Self.best(world).map { .commit(.place($0.name, reason: reason)) } ?? .settled
    }

    private static func best(_ world: RouterWorld) -> RouterHost? {
        world.hosts.filter { host in
            host.isUsable && host.name != world.place?.host && host.physicalNetworks.isSuperset(of: world.physicalNetworks)
        }.min { ($0.routers, $0.name) < ($1.routers, $1.name) }
    }

    private static func refusal(_ world: RouterWorld) -> String {
        let wanted = world.physicalNetworks.sorted().joined(separator: ", ")
        return wanted.isEmpty
            ? "no host with the role network is up" : "no host with the role network is up and wired to \(wanted)"
    }

    func commit(_ change: RouterChange, of id: String, in world: RouterWorld, _ tx: Transaction) throws -> Bool {
        let id = RouterID(id)
        guard try Routers.find(tx, id) != nil, try RouterPlace.find(tx, id) == world.place else { return false }
        switch change {
        case .place(let host, let reason): try RouterItems.place(tx, id, on: host, reason: reason, now: time.now)
        case .leave(let reason): try RouterItems.place(tx, id, on: nil, reason: reason, now: time.now)
        case .rest:
            try RouterItems.remove(tx, id, now: time.now)
            try RouterPlace.forget(tx, id)
        }
        return true
    }

    /// `decide` finds no faults.
    func record(_ fault: Fault, of id: String, in world: RouterWorld, _ tx: Transaction) throws {}

    private func world(_ id: RouterID, _ hosts: [RouterHost], _ s: Snapshot) throws -> RouterWorld {
        let rows = try s.rows(
            """
            SELECT n.network_type, n.physical_network FROM network_port p JOIN network_network n ON n.id = p.network_id
            WHERE p.device_id = \(id)
            """)
        let flat = try rows.filter { try $0.get("network_type") == Network.Kind.flat.rawValue }
        let physical = try flat.compactMap { try $0.get("physical_network") as String? }
        return RouterWorld(
            place: try RouterPlace.find(s, id), hasPorts: !rows.isEmpty, physicalNetworks: Set(physical), hosts: hosts)
    }
}
