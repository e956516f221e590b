import AgentProtocol
import Fleet

/// What the scheduler's rows of one host shall be, by the fleet's facts and the operator's overrides.
struct HostPlan: Sendable, Equatable {
    let state: HostState
    /// Of the classes that facts can speak of; a class that is missing here has no inventory.
    let inventories: [Inventory]
    let traits: Set<String>

    /// The classes that follow the facts; inventories of others are the operator's alone.
    static let classes = [ResourceClass.vcpu, ResourceClass.memory, ResourceClass.disk]

    /// Nil before its agent has said what the host is.
    init?(_ host: FleetHost, _ overrides: [String: InventoryOverride]) {
        guard let facts = host.facts else { return nil }
        state = HostState(
            name: host.name, isUp: host.isUp && !host.isRemoving, reason: host.reason, architecture: facts.architecture,
            hypervisor: facts.hypervisor, hasKVM: facts.kvm, physicalNetworks: Set(facts.physicalNetworks))
        inventories = facts.inventories.compactMap { fact in
            overrides[fact.resourceClass].map { $0.apply(to: fact) } ?? fact
        }
        traits = facts.traits
    }

    /// Whether a provider looks as planned. Traits that are no longer facts are not noticed here: rows tell them apart.
    func matches(_ record: ProviderRecord) -> Bool {
        guard record.host?.asReported == state, traits.isSubset(of: record.traits) else { return false }
        let present = Self.classes.compactMap { record.slots[$0]?.inventory }
        return present == Self.classes.compactMap { name in inventories.first { $0.resourceClass == name } }
    }
}
