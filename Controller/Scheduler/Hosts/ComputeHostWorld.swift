import Core
import Fleet
import Store

/// What `ComputeHostReconciler` looks at: what the fleet says of one host, and what the scheduler's rows say.
struct ComputeHostWorld: Sendable, Equatable {
    /// Nil for a host that runs no servers, or whose agent has not said yet what it is.
    let plan: HostPlan?
    /// The fleet has it as a host that runs servers, whether or not its agent has said yet what it is.
    let isExpected: Bool
    /// The host's id, which becomes the provider's.
    let id: String?
    let provider: Provider?
    let inventories: [Inventory]
    let traits: Set<String>
    let state: HostState?
    /// Something is allocated on the provider, or it has children.
    let isInUse: Bool

    init?(_ name: String, _ s: Snapshot) throws {
        let host = try FleetHosts.find(s, name)
        provider = try Providers.find(s, host: name)
        guard host != nil || provider != nil else { return nil }
        let uuid = provider?.uuid ?? ""
        let overrides = try InventoryOverrides.of(s, uuid)
        id = host?.id.string
        isExpected = host?.roles.contains(.compute) ?? false
        plan = isExpected ? host.flatMap { HostPlan($0, overrides) } : nil
        inventories = try Inventories.of(s, uuid)
        traits = try ProviderTraits.facts(s, uuid)
        state = try HostStates.find(s, name)
        isInUse = try provider.map { try Providers.isUsed(s, $0.uuid) || Providers.hasChildren(s, $0.uuid) } ?? false
    }

    /// The rows are as planned.
    var isAsPlanned: Bool {
        guard let plan else { return false }
        return provider != nil && state == plan.state && traits == plan.traits
            && inventories.filter { HostPlan.classes.contains($0.resourceClass) }
                == plan.inventories.sorted {
                    $0.resourceClass < $1.resourceClass
                }
    }
}
