/// A resource provider with all that a decision asks about it. Immutable: a change makes a new record, so that worlds share
/// what has not changed.
final class ProviderRecord: Sendable {
    let uuid: String
    let name: String
    let generation: Int64
    let parent: String?
    let root: String
    /// By resource class.
    let slots: [String: Slot]
    let traits: Set<String>
    let aggregates: Set<String>
    /// Nil for a provider that is no host.
    let host: HostState?

    init(
        uuid: String, name: String, generation: Int64, parent: String?, root: String, slots: [String: Slot],
        traits: Set<String>, aggregates: Set<String>, host: HostState?
    ) {
        self.uuid = uuid
        self.name = name
        self.generation = generation
        self.parent = parent
        self.root = root
        self.slots = slots
        self.traits = traits
        self.aggregates = aggregates
        self.host = host
    }

    /// Other providers may use what it has, if they are in one of its aggregates.
    var isSharing: Bool { traits.contains("MISC_SHARES_VIA_AGGREGATE") }

    /// As it would be if these amounts were not taken.
    func without(_ amounts: [String: Int64]) -> ProviderRecord {
        guard !amounts.isEmpty else { return self }
        var slots = slots
        for (name, amount) in amounts {
            if let slot = slots[name] { slots[name] = Slot(inventory: slot.inventory, used: slot.used - amount) }
        }
        return copy(slots, host)
    }

    /// As it would be with its host up; nil for what is no host.
    var returned: ProviderRecord? {
        host.map { host in
            var host = host
            host.isUp = true
            return copy(slots, host)
        }
    }

    private func copy(_ slots: [String: Slot], _ host: HostState?) -> ProviderRecord {
        ProviderRecord(
            uuid: uuid, name: name, generation: generation, parent: parent, root: root, slots: slots, traits: traits,
            aggregates: aggregates, host: host)
    }
}
