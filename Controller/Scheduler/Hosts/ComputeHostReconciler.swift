import Core
import Fleet
import Reconcile
import Store

/// What the reconciler writes.
enum ComputeHostChange: Sendable, Equatable {
    /// The rows as planned.
    case follow(HostPlan)
    /// The host is gone, or runs no servers any more: its provider goes.
    case remove
    /// The same, while servers still hold something of it: nothing new is put there.
    case retire
}

/// Makes a resource provider of every host with the role compute, and keeps its inventories, traits and state as the host's facts
/// and the operator's overrides say.
struct ComputeHostReconciler: Reconciler {
    static let name = "scheduler.hosts"

    let time: any TimeSource
    var topic: Topic { .fleetHosts }

    /// From the decisions' own copy of the rows: the scan of a thousand hosts is a comparison in memory.
    func unsettled(_ snapshot: Snapshot) throws -> [String] {
        let world = try WorldCache.world(snapshot)
        let overrides = try InventoryOverrides.all(snapshot)
        let hosts = try FleetHosts.all(snapshot).filter { $0.roles.contains(.compute) }
        let names = Set(hosts.map(\.name))
        let gone = world.providers.filter { provider in
            guard let host = provider.host, !names.contains(host.name) else { return false }
            return host.isUp || provider.slots.values.allSatisfy { $0.used == 0 }
        }.compactMap(\.host?.name)
        let changed = hosts.filter { host in
            guard let plan = HostPlan(host, overrides[host.id.string] ?? [:]) else { return false }
            return world.host(host.name).map { !plan.matches($0) } ?? true
        }
        return changed.map(\.name) + gone
    }

    func load(_ id: String, _ snapshot: Snapshot) throws -> ComputeHostWorld? { try ComputeHostWorld(id, snapshot) }

    func decide(_ world: ComputeHostWorld, now: Timestamp) -> Decision<ComputeHostChange> {
        if let plan = world.plan { return world.isAsPlanned ? .settled : .commit(.follow(plan)) }
        // Of a host whose agent is on its way nothing is known that would speak against its rows.
        if world.provider == nil || world.isExpected { return .settled }
        if !world.isInUse { return .commit(.remove) }
        return world.state?.isUp == true ? .commit(.retire) : .settled
    }

    func commit(_ change: ComputeHostChange, of id: String, in world: ComputeHostWorld, _ tx: Transaction) throws -> Bool {
        guard try load(id, tx) == world else { return false }
        switch change {
        case .follow(let plan): try follow(plan, world, tx)
        case .remove: try remove(id, world, tx)
        case .retire: try retire(id, world, tx)
        }
        return true
    }

    /// `decide` finds no faults.
    func record(_ fault: Fault, of id: String, in world: ComputeHostWorld, _ tx: Transaction) throws {}
}

extension ComputeHostReconciler {
    private func follow(_ plan: HostPlan, _ world: ComputeHostWorld, _ tx: Transaction) throws {
        guard let id = world.id else { return }
        let now = time.now
        let name = plan.state.name
        let provider = try world.provider ?? Providers.create(tx, uuid: id, name: name, host: name, now: now)
        for resourceClass in HostPlan.classes {
            if let inventory = plan.inventories.first(where: { $0.resourceClass == resourceClass }) {
                try Inventories.put(tx, provider.uuid, inventory, now: now)
            } else {
                try Inventories.delete(tx, provider.uuid, resourceClass)
            }
        }
        try ProviderTraits.setFacts(tx, provider.uuid, plan.traits)
        try HostStates.put(tx, plan.state)
        try Providers.changed(tx, provider.uuid)
    }

    private func remove(_ host: String, _ world: ComputeHostWorld, _ tx: Transaction) throws {
        if let provider = world.provider { try Providers.delete(tx, provider.uuid) }
        try HostStates.delete(tx, host)
        for table in ["scheduler_host", "scheduler_build_failure", "scheduler_aggregate_host"] {
            try tx.execute("DELETE FROM \(identifier: table) WHERE host = \(host)")
        }
        try Revision.aggregatesChanged(tx)
    }

    private func retire(_ host: String, _ world: ComputeHostWorld, _ tx: Transaction) throws {
        guard var state = world.state else { return }
        state.isUp = false
        state.reason = "the host has left the cloud"
        try HostStates.put(tx, state)
        try Revision.hostChanged(tx, host)
    }
}
