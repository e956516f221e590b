import AgentProtocol
import AgentRuntime

/// What has come of each item: pure.
struct Outcomes: Sendable {
    var networks: [String: Trouble] = [:]
    var ports: [String: Trouble] = [:]
    var groups: [String: Trouble] = [:]
    var routers: [String: Trouble] = [:]
    /// By network.
    var peers: [String: Trouble] = [:]
    var leases: [String: Trouble] = [:]
    /// Networks that are here.
    var made: Set<String> = []
    /// Items of the host's set that wait for others.
    private var pending: Set<String> = []

    /// A network of the router that is not here.
    func missing(_ router: RouterSpec) -> String? {
        let ends = router.interfaces + (router.hasGateway ? [router.gateway] : [])
        return ends.map(\.networkID).first { !made.contains($0) }
    }

    mutating func observation(
        _ key: ItemKey, _ item: Item?, _ refused: Trouble?, _ wanted: Wanted, now: Int64
    ) -> Observation {
        var observation = Observation()
        observation.set = key.set
        observation.id = key.id
        observation.generation = item?.generation ?? 0
        observation.observedAt = now
        if let trouble = refused ?? trouble(key, item, wanted) {
            observation.state = .failed
            observation.problem = trouble.problem
        } else if let item {
            let waits = waits(item, wanted)
            observation.state = waits == nil ? .ready : .pending
            if let waits { observation.problem = waits.problem }
            note(key, item, isPending: waits != nil)
        } else {
            observation.state = .absent
            pending.remove(key.id)
        }
        return observation
    }

    private mutating func note(_ key: ItemKey, _ item: Item, isPending: Bool) {
        guard Wanted.family(key.set) == "host" else { return }
        if isPending { pending.insert(item.id) } else { pending.remove(item.id) }
    }

    private func trouble(_ key: ItemKey, _ item: Item?, _ wanted: Wanted) -> Trouble? {
        let owner = Wanted.owner(key.set)
        switch Wanted.family(key.set) {
        case "network": return peers[owner]
        case "group": return groups[owner]
        default: break
        }
        switch item?.spec {
        case .network?: return networks[key.id]
        case .port(let port)?: return ports[key.id] ?? networks[port.networkID] ?? leases[port.networkID]
        case .router?: return routers[key.id]
        default: return networks[key.id] ?? ports[key.id] ?? routers[key.id]
        }
    }

    /// What the item cannot be ready without; nil where it has all.
    private func waits(_ item: Item, _ wanted: Wanted) -> Trouble? {
        switch item.spec {
        case .port(let port)?:
            if !made.contains(port.networkID) { return Self.wait("the network \(port.networkID)") }
            guard port.portSecurity else { return nil }
            return port.securityGroups.first { wanted.groups[$0]?.rules == nil }.map { Self.wait("the security group \($0)") }
        case .router(let router)?: return missing(router).map { Self.wait("the network \($0)") }
        default: return nil
        }
    }

    private static func wait(_ what: String) -> Trouble {
        Trouble("NET-WAITS", "It waits for \(what), which has not come to this host yet.", hint: "Nothing has to be done.")
    }

    /// Items that no longer wait, with their news; each once.
    mutating func takeSettled(_ wanted: Wanted, set: String, now: Int64) -> [Observation] {
        pending.sorted().compactMap { id in
            var item = Item()
            item.id = id
            if let port = wanted.ports[id] {
                item.port = port.spec
                item.generation = port.generation
            } else if let router = wanted.routers[id] {
                item.router = router.spec
                item.generation = router.generation
            } else {
                pending.remove(id)
                return nil
            }
            let news = observation(ItemKey(set: set, id: id), item, nil, wanted, now: now)
            if news.state == .failed { pending.remove(id) }
            return news.state == .pending ? nil : news
        }
    }
}
