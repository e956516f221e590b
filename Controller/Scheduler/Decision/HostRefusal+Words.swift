extension HostRefusal {
    struct Words {
        let constraint: String
        let wanted: String
        let have: String

        /// `wants A, B`.
        var sentence: String { wanted.isEmpty ? have : "wants \(wanted), \(have)" }
    }

    var words: Words {
        switch self {
        case .excluded: Words(constraint: "tried", wanted: "", have: "an earlier attempt on this host has failed")
        case .notForced(let host):
            Words(constraint: "host", wanted: "host \(host)", have: "this is another")
        case .disabled(let reason):
            Words(constraint: "disabled", wanted: "", have: reason.map { "by an administrator: \($0)" } ?? "by an administrator")
        case .forcedDown: Words(constraint: "down", wanted: "", have: "forced down by an administrator")
        case .down(let reason): Words(constraint: "down", wanted: "", have: reason)
        case .zone(let wanted, let zone): Words(constraint: "zone", wanted: wanted, have: "is in \(zone)")
        case .missingTraits(let traits): Words(constraint: "traits", wanted: Self.list(traits), have: "has not")
        case .forbiddenTraits(let traits):
            Words(constraint: "traits", wanted: "a host without \(Self.list(traits))", have: "has it")
        case .aggregates(let key, let wanted, let found):
            Words(
                constraint: "metadata", wanted: "\(key) = \(wanted)",
                have: found.isEmpty ? "no aggregate has \(key)" : "its aggregates have \(Self.list(found))")
        case .image(let property, let wanted, let supported):
            Words(
                constraint: "image", wanted: "\(property) = \(wanted)",
                have: supported.isEmpty ? "its hypervisor is unknown" : "runs \(Self.list(supported))")
        case .physicalNetworks(let missing, let found):
            Words(
                constraint: "network", wanted: Self.list(missing),
                have: found.isEmpty ? "is wired to none" : "is wired to \(Self.list(found))")
        case .group(let policy, let members, let limit): Self.group(policy, members, limit)
        case .noInventory(let resourceClass, let wanted):
            Words(
                constraint: Self.constraint(resourceClass), wanted: Self.amount(wanted, resourceClass),
                have: "has no \(resourceClass)")
        case .unit(let wanted, let inventory): Self.unit(wanted, inventory)
        case .capacity(let wanted, let slot): Self.capacity(wanted, slot)
        }
    }

    private static func group(_ policy: GroupConstraint.Policy, _ members: Int, _ limit: Int) -> Words {
        policy == .affinity
            ? Words(constraint: "group", wanted: "the host of its group's members", have: "has none of them")
            : Words(
                constraint: "group", wanted: limit == 1 ? "a host without members" : "fewer than \(limit) members",
                have: "has \(members)")
    }

    private static func unit(_ wanted: Int64, _ inventory: Inventory) -> Words {
        let name = inventory.resourceClass
        let step = inventory.stepSize == 1 ? "" : " in steps of \(inventory.stepSize)"
        return Words(
            constraint: constraint(name), wanted: amount(wanted, name),
            have: "one consumer gets \(inventory.minUnit) to \(amount(inventory.maxUnit, name))\(step)")
    }

    private static func capacity(_ wanted: Int64, _ slot: Slot) -> Words {
        let inventory = slot.inventory, name = inventory.resourceClass
        var notes: [String] = []
        if inventory.reserved > 0 { notes.append("reserved \(inventory.reserved)") }
        if inventory.allocationRatio != 1 { notes.append("\(inventory.allocationRatio)-fold: \(inventory.capacity)") }
        let suffix = notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))"
        return Words(
            constraint: constraint(name), wanted: amount(wanted, name),
            have: "\(amount(max(slot.free, 0), name)) free of \(inventory.total)\(suffix)")
    }

    private static func constraint(_ resourceClass: String) -> String {
        switch resourceClass {
        case ResourceClass.vcpu: "vcpu"
        case ResourceClass.memory: "memory"
        case ResourceClass.disk: "disk"
        default: resourceClass
        }
    }

    private static func amount(_ number: Int64, _ resourceClass: String) -> String {
        switch resourceClass {
        case ResourceClass.memory: "\(number) MB"
        case ResourceClass.disk: "\(number) GB"
        default: "\(number)"
        }
    }

    private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
