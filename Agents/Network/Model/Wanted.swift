import AgentProtocol
import AgentRuntime

/// All that the sets say this host shall have of networks: pure, and the only memory of what is wanted.
struct Wanted: Sendable {
    struct Held<Spec: Sendable & Equatable>: Sendable, Equatable {
        var spec: Spec
        var generation: UInt64
    }

    struct Group: Sendable {
        /// Nil until the rules have come.
        var rules: Held<SecurityGroupSpec>?
        var members: [String: Held<GroupMemberSpec>] = [:]
        var isEmpty: Bool { rules == nil && members.isEmpty }
        /// Groups that its rules name.
        var remotes: Set<String> { Set(rules?.spec.rules.map(\.remoteGroup).filter { !$0.isEmpty } ?? []) }
    }

    var networks: [String: Held<NetworkSpec>] = [:]
    var ports: [String: Held<PortSpec>] = [:]
    var routers: [String: Held<RouterSpec>] = [:]
    /// By network, then by port.
    var peers: [String: [String: Held<PeerSpec>]] = [:]
    var groups: [String: Group] = [:]

    /// What changes of the host follow from a change of the sets.
    struct Touched: Sendable, Equatable {
        var networks: Set<String> = []
        var ports: Set<String> = []
        var groups: Set<String> = []
        /// Groups that a port or a rule no longer names.
        var released: Set<String> = []
        var routers: Set<String> = []
        /// Networks whose peers have changed.
        var peers: Set<String> = []
        /// Networks whose DHCP reservations have changed.
        var leases: Set<String> = []
    }

    mutating func take(_ item: Item, in set: String, _ touched: inout Touched) {
        let id = item.id
        switch item.spec {
        case .network(let spec)?:
            networks[id] = Held(spec: spec, generation: item.generation)
            touched.networks.insert(id)
            touched.peers.insert(id)
        case .port(let spec)?:
            if let old = ports[id] {
                touched.leases.insert(old.spec.networkID)
                touched.released.formUnion(Set(old.spec.securityGroups).subtracting(spec.securityGroups))
            }
            ports[id] = Held(spec: spec, generation: item.generation)
            touched.ports.insert(id)
            touched.leases.insert(spec.networkID)
        case .router(let spec)?:
            routers[id] = Held(spec: spec, generation: item.generation)
            touched.routers.insert(id)
        case .peer(let spec)?:
            peers[Self.owner(set), default: [:]][id] = Held(spec: spec, generation: item.generation)
            touched.peers.insert(Self.owner(set))
        case .securityGroup(let spec)?:
            let old = groups[Self.owner(set)]?.remotes ?? []
            groups[Self.owner(set), default: Group()].rules = Held(spec: spec, generation: item.generation)
            touched.groups.insert(Self.owner(set))
            touched.released.formUnion(old.subtracting(groups[Self.owner(set)]?.remotes ?? []))
        case .groupMember(let spec)?:
            groups[Self.owner(set), default: Group()].members[id] = Held(spec: spec, generation: item.generation)
            touched.groups.insert(Self.owner(set))
        default: break
        }
    }

    mutating func remove(_ key: ItemKey, _ touched: inout Touched) {
        let owner = Self.owner(key.set)
        switch Self.family(key.set) {
        case "network":
            peers[owner]?[key.id] = nil
            if peers[owner]?.isEmpty == true { peers[owner] = nil }
            touched.peers.insert(owner)
        case "group":
            if key.id == Self.rulesID { touched.released.formUnion(groups[owner]?.remotes ?? []) }
            removeOfGroup(owner, key.id)
            touched.groups.insert(owner)
        default: removeOfHost(key.id, &touched)
        }
    }

    private mutating func removeOfGroup(_ group: String, _ id: String) {
        if id == Self.rulesID { groups[group]?.rules = nil } else { groups[group]?.members[id] = nil }
        if groups[group]?.isEmpty == true { groups[group] = nil }
    }

    private mutating func removeOfHost(_ id: String, _ touched: inout Touched) {
        if let port = ports.removeValue(forKey: id) {
            touched.leases.insert(port.spec.networkID)
            touched.released.formUnion(port.spec.securityGroups)
        } else {
            // A port of an earlier agent's: on which network is not known any more.
            touched.leases.formUnion(networks.keys)
        }
        routers[id] = nil
        networks[id] = nil
        // Ids are unique among kinds: what it is is looked up among what the host has.
        touched.ports.insert(id)
        touched.routers.insert(id)
        touched.networks.insert(id)
    }

    /// The id of the rules' item in a group's set.
    static let rulesID = "rules"

    /// "network" of "network/<id>".
    static func family(_ set: String) -> Substring { set.prefix { $0 != "/" } }
    /// The id of "network/<id>".
    static func owner(_ set: String) -> String { String(set.drop { $0 != "/" }.dropFirst()) }

    /// The ports of this host in a network.
    func ports(of network: String) -> [(id: String, spec: PortSpec)] {
        ports.filter { $0.value.spec.networkID == network }.map { ($0.key, $0.value.spec) }.sorted { $0.0 < $1.0 }
    }

    /// Is anything of this host on the network?
    func uses(_ network: String) -> String? {
        if let port = ports.first(where: { $0.value.spec.networkID == network }) { return "port \(port.key)" }
        let router = routers.first { _, held in
            (held.spec.interfaces + (held.spec.hasGateway ? [held.spec.gateway] : [])).contains { $0.networkID == network }
        }
        return router.map { "router \($0.key)" }
    }

    /// Groups that a port or a rule of this host names.
    var referencedGroups: Set<String> {
        var found: Set<String> = []
        for port in ports.values { found.formUnion(port.spec.securityGroups) }
        for group in groups.values { found.formUnion(group.remotes) }
        return found
    }
}
