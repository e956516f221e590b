import AgentProtocol
import HostCommands
import Logging
import Netlink
import Nftables

/// Keeps the tables of nftables as wanted, and knows what is in them.
actor FilterKeeper {
    let seams: Seams
    private var tracking: Tracking?
    private var state = FilterState()

    init(seams: Seams) { self.seams = seams }

    var units: [FilterUnit] { state.units.values.map(\.unit) }

    /// The ids of ports that have rules here.
    var ports: Set<String> {
        Set(state.units.values.lazy.map(\.unit.label).filter { $0.kind == .port }.map(\.id))
    }

    /// Reads what an earlier agent has left; nothing where there are no tables of ours.
    func adopt() async {
        let (rulesets, tracking) = (seams.rulesets, await probe())
        guard let units = try? await seams.kernel.run(in: seams.base, { try FilterLabels.read(rulesets, tracking) }) else {
            return
        }
        state = FilterState(found: units)
        // This version's own chains, in one transaction.
        do { try await seams.apply(FilterTables.text(tracking), in: seams.base) } catch {
            seams.logger.error("the tables that are there cannot be taken over", metadata: ["reason": "\(error)"])
        }
        self.tracking = tracking
    }

    private func probe() async -> Tracking {
        let rulesets = seams.rulesets
        return (try? await seams.kernel.run(in: seams.base) { rulesets.tracksBridgedConnections }) == true ? .bridge : .marks
    }

    /// Makes the tables where there are none.
    private func prepare() async throws -> Tracking {
        if let tracking { return tracking }
        let tracking = await probe()
        try await passToFilters(tracking)
        try await seams.apply(FilterTables.removal + FilterTables.text(tracking), in: seams.base)
        self.tracking = tracking
        return tracking
    }

    /// br_netfilter hands bridged packets to the inet family; with tracking in the bridge itself it would only see them twice.
    private func passToFilters(_ tracking: Tracking) async throws {
        let names = ["bridge-nf-call-iptables", "bridge-nf-call-ip6tables"]
        let values = names.map { (name: "bridge/" + $0, value: tracking == .marks ? "1" : "0") }
        do {
            try await seams.kernel.set(values, in: seams.base)
        } catch {
            if tracking == .bridge { return }
            _ = try? await seams.commands.run("modprobe", ["br_netfilter"])
            do { try await seams.kernel.set(values, in: seams.base) } catch {
                throw Trouble(
                    "NET-NO-TRACKING", "The kernel of this host cannot track connections of bridged packets.",
                    hint: "It needs nf_conntrack_bridge or br_netfilter.", passesElsewhere: true)
            }
        }
    }

    /// What the touched items need and no longer need, in one transaction.
    /// - Returns: why an item's rules could not be loaded, by its key
    func apply(_ wanted: Wanted, _ touched: Wanted.Touched, bridges: [String: String]) async -> [FilterUnit.Key: Trouble] {
        let work: (wanted: [FilterUnit], removed: Set<FilterUnit.Key>)
        do {
            guard
                tracking != nil || !touched.ports.isDisjoint(with: wanted.ports.keys)
                    || !touched.networks.isDisjoint(with: wanted.networks.keys)
                    || !touched.groups.isDisjoint(with: wanted.groups.keys)
            else { return [:] }
            let tracking = try await prepare()
            work = FilterWork(state: state, tracking: tracking).units(wanted, touched, bridges: bridges)
        } catch {
            let trouble = Trouble.of(error)
            return Dictionary(
                touched.ports.compactMap { wanted.ports[$0].map { (FilterUnit.Key.port(tap: $0.spec.tap), trouble) } }
                    + touched.networks.compactMap { bridges[$0].map { (FilterUnit.Key.network(bridge: $0), trouble) } }
                    + touched.groups.map { (FilterUnit.Key.group($0), trouble) }, uniquingKeysWith: { first, _ in first })
        }
        return await load(work.wanted, work.removed)
    }

    private func load(_ wanted: [FilterUnit], _ removed: Set<FilterUnit.Key>) async -> [FilterUnit.Key: Trouble] {
        do {
            try await transact(wanted, removed)
            return [:]
        } catch {
            seams.logger.warning("rules refused; reading back what is there", metadata: ["reason": "\(error)"])
        }
        await reread()
        var troubles: [FilterUnit.Key: Trouble] = [:]
        // What is wrong with one of them shall not hold up the others.
        for unit in wanted.sorted(by: { Self.rank($0.key) < Self.rank($1.key) }) {
            do { try await transact([unit], []) } catch { troubles[unit.key] = Trouble.of(error) }
        }
        for key in removed.sorted(by: { Self.rank($0) > Self.rank($1) }) {
            do { try await transact([], [key]) } catch { troubles[key] = Trouble.of(error) }
        }
        return troubles
    }

    /// Groups before the ports that refer to them.
    private static func rank(_ key: FilterUnit.Key) -> Int {
        switch key {
        case .group: 0
        case .network: 1
        case .port: 2
        }
    }

    private func transact(_ wanted: [FilterUnit], _ removed: Set<FilterUnit.Key>) async throws {
        let plan = FilterPlan(state, wanted: wanted, removed: removed)
        try await seams.apply(plan.text, in: seams.base)
        state.take(plan)
    }

    private func reread() async {
        guard let tracking else { return }
        let rulesets = seams.rulesets
        guard let units = try? await seams.kernel.run(in: seams.base, { try FilterLabels.read(rulesets, tracking) }) else {
            // Somebody has removed the tables.
            self.tracking = nil
            state = FilterState()
            _ = try? await prepare()
            return
        }
        state = FilterState(found: units)
    }

    /// Are the tables there, as far as there should be any? "flush ruleset" of another program takes them all.
    var isIntact: Bool {
        get async {
            guard tracking != nil else { return true }
            let rulesets = seams.rulesets
            let listing = try? await seams.kernel.run(in: seams.base) {
                try rulesets.list("list map \(FilterTables.bridge) tunnels")
                    + rulesets.list("list set \(FilterTables.track) closed")
            }
            if listing != nil { return true }
            tracking = nil
            state = FilterState()
            return false
        }
    }

    /// With the last unit the tables go.
    func tidy() async throws {
        guard tracking != nil, state.units.isEmpty else { return }
        try await seams.apply(FilterTables.removal, in: seams.base)
        tracking = nil
    }
}
