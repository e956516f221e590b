import AgentProtocol
import AgentRuntime
import Logging
import Netlink

/// Makes the host's network what the sets say: one pass after the other, each for all that has been wished since the last.
///
/// Theory of operation. What is wanted is the sum of the items; what is there is the kernel's. A pass takes all wishes that wait,
/// changes what is wanted, and brings the parts that this touches to their state in an order in which nothing is open for a moment:
/// rules first, then devices, then where frames go, then addresses that are given out, then routers. Making a part is "ensure": it
/// compares with a dump and changes only what differs, so that a pass over what is right already moves nothing, and a pass after
/// a crash finishes what was half done. Only an item's removal removes: what no item speaks of is left alone.
actor NetworkWorker {
    struct Wish: Sendable {
        var key: ItemKey
        /// Nil to have it removed.
        var item: Item?
        var answer: CheckedContinuation<Observation, Never>
    }

    private let seams: Seams
    private let metadata: any MetadataService
    private var wanted = Wanted()
    private let filter: FilterKeeper
    private var outcomes = Outcomes()
    /// What tunnels' forwarding tables have, by network.
    private var forwarding: [String: Set<ForwardingEntry>] = [:]
    private var waiting: [Wish] = []
    private var isWorking = false
    private var hasBegun = false
    private var report: (@Sendable (Observation) -> Void)?

    init(seams: Seams, metadata: any MetadataService) {
        self.seams = seams
        self.metadata = metadata
        filter = FilterKeeper(seams: seams)
    }

    /// Reads what is here, once.
    func adopt() async -> [Observation] {
        await filter.adopt()
        guard let dump = try? await seams.kernel.dump(seams.base, [.forwarding]) else { return [] }
        for (link, entries) in Dictionary(grouping: dump.forwarding, by: \.link) {
            guard let label = dump.link(link).flatMap({ Label($0.alias) }), label.kind == .tunnel else { continue }
            forwarding[label.id] = Set(entries)
        }
        let files = PeerFiles(files: seams.files)
        wanted.peers = files.peers
        wanted.groups = files.members.mapValues { Wanted.Group(rules: nil, members: $0) }
        return Inventory(host: seams.settings.host, now: seams.time.wall).observations(dump, await filter.units, wanted)
    }

    func setReport(_ report: @escaping @Sendable (Observation) -> Void) { self.report = report }

    /// Answers when a pass has dealt with it.
    func wish(_ key: ItemKey, _ item: Item?) async -> Observation {
        await withCheckedContinuation { continuation in
            waiting.append(Wish(key: key, item: item, answer: continuation))
            guard !isWorking else { return }
            isWorking = true
            Task { await self.work() }
        }
    }

    private func work() async {
        if !hasBegun { await gather() }
        hasBegun = true
        while !waiting.isEmpty {
            let wishes = waiting
            waiting = []
            await pass(wishes)
        }
        isWorking = false
    }

    /// After a start all sets come at once: the first pass waits for them, so that no set is made smaller for a moment.
    private func gather() async {
        let deadline = seams.time.uptime + .seconds(2)
        var count = 0
        while count != waiting.count, seams.time.uptime < deadline {
            count = waiting.count
            guard (try? await seams.time.sleep(until: seams.time.uptime + .milliseconds(30))) != nil else { return }
        }
    }

    private func pass(_ wishes: [Wish]) async {
        var touched = Wanted.Touched()
        var refused: [ItemKey: Trouble] = [:]
        for wish in wishes {
            if let item = wish.item {
                wanted.take(item, in: wish.key.set, &touched)
            } else if Wanted.family(wish.key.set) == "host", let user = wanted.uses(wish.key.id) {
                refused[wish.key] = Self.inUse(wish.key.id, by: user)
            } else {
                wanted.remove(wish.key, &touched)
            }
        }
        await make(&touched)
        for wish in wishes { wish.answer.resume(returning: observation(wish, refused[wish.key])) }
        await tellOthers()
    }

    private static func inUse(_ network: String, by user: String) -> Trouble {
        Trouble(
            "NET-IN-USE", "The network \(network) cannot be removed from this host: its \(user) is still here.",
            hint: "It goes by itself when that has gone.")
    }

    private func make(_ touched: inout Wanted.Touched) async {
        let maker = NetworkMaker(seams: seams, metadata: metadata)
        for id in touched.networks { outcomes.networks[id] = wanted.networks[id].map { maker.objection($0) } ?? nil }
        let possible = wanted.networks.filter { outcomes.networks[$0.key] == nil }
        let bridges = Dictionary(
            possible.map { ($0.key, maker.bridge($0.key, $0.value)) }, uniquingKeysWith: { first, _ in first })
        await makeRules(touched, bridges)
        await makeNetworks(&touched, bridges, maker)
        await makePeers(touched.peers)
        await makeLeases(touched.leases.subtracting(touched.networks))
        await makeRouters(touched.routers, bridges)
        do { try await filter.tidy() } catch {
            seams.logger.warning("empty tables stay", metadata: ["reason": "\(error)"])
        }
    }

    private func makeRules(_ touched: Wanted.Touched, _ bridges: [String: String]) async {
        let troubles = await filter.apply(wanted, touched, bridges: bridges)
        for id in touched.groups { PeerFiles(files: seams.files).write(wanted.groups[id]?.members ?? [:], of: id) }
        for id in touched.ports { outcomes.ports[id] = wanted.ports[id].flatMap { troubles[.port(tap: $0.spec.tap)] } }
        for id in touched.groups { outcomes.groups[id] = troubles[.group(id)] }
        for id in touched.networks {
            if let trouble = bridges[id].flatMap({ troubles[.network(bridge: $0)] }) { outcomes.networks[id] = trouble }
        }
    }

    private func makeNetworks(_ touched: inout Wanted.Touched, _ bridges: [String: String], _ maker: NetworkMaker) async {
        guard !touched.networks.isEmpty else { return }
        let providers = Set(wanted.networks.values.map(\.spec.physicalNetwork))
        do {
            let dump = try await seams.kernel.dump(seams.base, [])
            for id in touched.networks.sorted() {
                guard let held = wanted.networks[id] else {
                    await removeNetwork(id, dump, maker, used: providers)
                    continue
                }
                guard outcomes.networks[id] == nil else { continue }
                await makeNetwork(id, held, dump, maker)
                // Whoever has waited for it can go on.
                touched.routers.formUnion(routers(on: id))
            }
        } catch {
            for id in touched.networks where wanted.networks[id] != nil { outcomes.networks[id] = Trouble.of(error) }
        }
    }

    private func makeNetwork(_ id: String, _ held: Wanted.Held<NetworkSpec>, _ dump: NetworkDump, _ maker: NetworkMaker) async {
        do {
            if try await maker.makeLinks(id, held, dump) { forwarding[id] = [] }
            let kept = await filter.ports.subtracting(wanted.ports.keys)
            try await maker.makeService(id, held, wanted.ports(of: id), keeping: kept)
            outcomes.made.insert(id)
        } catch {
            outcomes.made.remove(id)
            outcomes.networks[id] = Trouble.of(error)
        }
    }

    private func removeNetwork(_ id: String, _ dump: NetworkDump, _ maker: NetworkMaker, used: Set<String>) async {
        let isHere = outcomes.made.contains(id) || dump.links.contains { Label($0.alias)?.id == id }
        guard isHere else { return }
        do {
            try await maker.remove(id, dump, used: used)
            outcomes.made.remove(id)
            forwarding[id] = nil
        } catch {
            outcomes.networks[id] = Trouble.of(error)
        }
    }

    private func routers(on network: String) -> [String] {
        wanted.routers.filter { _, held in
            (held.spec.interfaces + (held.spec.hasGateway ? [held.spec.gateway] : [])).contains { $0.networkID == network }
        }.map(\.key)
    }

    private func makePeers(_ networks: Set<String>) async {
        var changes: [NetlinkChange] = []
        var targets: [String: Set<ForwardingEntry>] = [:]
        guard let own = IPAddress(seams.settings.tunnelAddress) else { return }
        for id in networks.sorted() {
            let peers = wanted.peers[id] ?? [:]
            PeerFiles(files: seams.files).write(peers, of: id)
            guard wanted.networks[id]?.spec.kind == .vxlan, outcomes.made.contains(id) else { continue }
            let target = ForwardingPlan.entries(peers.values.map(\.spec), link: DeviceName.vxlan(id), own: own)
            changes += ForwardingPlan.changes(target, forwarding[id] ?? [])
            targets[id] = target
        }
        do {
            try await seams.change(changes, in: seams.base)
            for (id, target) in targets {
                forwarding[id] = target
                outcomes.peers[id] = nil
            }
        } catch {
            for id in targets.keys { outcomes.peers[id] = Trouble.of(error) }
        }
    }

    private func makeLeases(_ networks: Set<String>) async {
        for id in networks.sorted() {
            guard let held = wanted.networks[id], outcomes.made.contains(id) else { continue }
            do {
                let kept = await filter.ports.subtracting(wanted.ports.keys)
                try await NetworkDHCP(seams: seams, id: id, spec: held.spec).ensure(wanted.ports(of: id), keeping: kept)
                outcomes.leases[id] = nil
            } catch {
                outcomes.leases[id] = Trouble.of(error)
            }
        }
    }

    private func makeRouters(_ ids: Set<String>, _ bridges: [String: String]) async {
        guard !ids.isEmpty else { return }
        let maker = RouterMaker(seams: seams)
        do {
            let dump = try await seams.kernel.dump(seams.base, [])
            let names = Set(await seams.kernel.namespaces())
            for id in ids.sorted() {
                outcomes.routers[id] = await makeRouter(id, maker, bridges, dump, names)
            }
        } catch {
            for id in ids { outcomes.routers[id] = Trouble.of(error) }
        }
    }

    private func makeRouter(
        _ id: String, _ maker: RouterMaker, _ bridges: [String: String], _ dump: NetworkDump, _ names: Set<String>
    ) async -> Trouble? {
        do {
            if let held = wanted.routers[id] {
                guard outcomes.missing(held.spec) == nil else { return nil }
                try await maker.make(id, held, bridges: bridges, dump)
            } else if names.contains(DeviceName.routerNamespace(id)) {
                try await maker.remove(id, dump)
            }
            return nil
        } catch {
            return Trouble.of(error)
        }
    }

    private func observation(_ wish: Wish, _ refused: Trouble?) -> Observation {
        outcomes.observation(wish.key, wish.item, refused, wanted, now: seams.time.wall)
    }

    /// Items that have waited for others, and no longer do.
    private func tellOthers() async {
        guard let report else { return }
        for observation in outcomes.takeSettled(wanted, set: SetName.host(seams.settings.host), now: seams.time.wall) {
            report(observation)
        }
    }

    /// Makes rules again that others have taken away.
    func lookAfterRules() async {
        await between {
            guard !(await self.filter.isIntact) else { return }
            self.seams.logger.error(
                "somebody has removed the tables of nftables; making them again",
                metadata: ["code": "NET-RULES-GONE", "remedy": "let other firewalls leave the tables apus_* alone"])
            var all = Wanted.Touched()
            all.networks = Set(self.wanted.networks.keys)
            all.ports = Set(self.wanted.ports.keys)
            all.groups = Set(self.wanted.groups.keys)
            await self.make(&all)
        }
    }

    /// Starts again what has died by itself.
    func lookAfterServers() async {
        await between {
            for id in self.outcomes.made.sorted() {
                guard let held = self.wanted.networks[id] else { continue }
                do {
                    try await NetworkDHCP(seams: self.seams, id: id, spec: held.spec).revive()
                } catch {
                    self.seams.logger.error(
                        "DHCP cannot be started again", metadata: ["network": "\(id)", "reason": "\(error)"])
                }
            }
        }
    }

    /// Between two passes; not at all while one runs, because that looks by itself.
    private func between(_ body: () async -> Void) async {
        guard hasBegun, !isWorking else { return }
        isWorking = true
        await body()
        await work()
    }
}
