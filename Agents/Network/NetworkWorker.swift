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

    /// Of what is made by one item.
    struct Part: Sendable, Hashable {
        var kind: Label.Kind
        var id: String
    }

    let seams: Seams
    let metadata: any MetadataService
    var wanted = Wanted()
    let filter: FilterKeeper
    var outcomes = Outcomes()
    /// What tunnels' forwarding tables have, by network.
    var forwarding: [String: Set<ForwardingEntry>] = [:]
    private var waiting: [Wish] = []
    /// What has lost its namespace and has not got it back.
    var lost: Set<Part> = []
    var isWorking = false
    var hasBegun = false
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
        await sweep(dump)
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

    func work() async {
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
}
