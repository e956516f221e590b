import AgentProtocol

/// Stands in for a role that this host does not have, or for a kind that this version does not know: says so.
struct MissingRole: Role {
    let name = "none"
    let kinds: Set<ItemKind> = []
    let guardsRemoval = false

    func observeAll() async -> [Observation] { [] }

    func apply(_ item: Item, in set: String) async -> Observation {
        var observation = Observation()
        observation.set = set
        observation.id = item.id
        observation.generation = item.generation
        observation.state = .failed
        observation.problem.code = "AGENT-ROLE-MISSING"
        observation.problem.message =
            "The agent of this host has no role for an item of kind \(item.kind?.rawValue ?? "unknown")."
        observation.problem.hint = "Give the host the role, or update its agent."
        observation.problem.passesElsewhere = true
        return observation
    }

    func remove(_ key: ItemKey) async -> Observation {
        var observation = Observation()
        observation.set = key.set
        observation.id = key.id
        observation.state = .absent
        return observation
    }

    func watch(_ report: @escaping @Sendable (Observation) -> Void) async {}
}
