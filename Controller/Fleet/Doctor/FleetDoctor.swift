import AgentProtocol
public import Core
import Reconcile
public import Store

/// Finds where hosts and their sets disagree: drift, strays, and what hosts cannot do.
///
/// Theory of operation. It is one look at the rows. A host's own set is compared item by item. Of the shared sets, which many
/// hosts follow, only what hosts themselves call pending or failed is looked at, by an index that has nothing else: the cost
/// grows with the number of items, not with items times hosts. Each host gets one finding of a kind, which names the first.
public enum FleetDoctor {
    /// Most odd items that are looked at; more of them are one illness.
    private static let most = 500
    private static let named = 3

    public static func look(_ s: Snapshot, now: Timestamp) throws -> [Diagnosis] {
        let odd = Dictionary(grouping: try items(s) + shared(s), by: \.host)
        let strays = Dictionary(grouping: try strays(s), by: \.host)
        let up = try up(s)
        return Set(odd.keys).union(strays.keys).sorted().flatMap { host in
            judge(host, isUp: up.contains(host), odd[host] ?? [], now: now) + judgeStrays(host, strays[host] ?? [])
        }
    }

    /// How much there is, for a word when all is well.
    public static func count(_ s: Snapshot) throws -> (hosts: Int, items: Int) {
        (
            try s.value("SELECT COUNT(*) FROM fleet_host") ?? 0,
            try s.value("SELECT COUNT(*) FROM fleet_set_item WHERE deleted_at IS NULL") ?? 0
        )
    }

    // MARK: What is there

    private static func up(_ s: Snapshot) throws -> Set<String> {
        let up = HostPhase.Phase.up.rawValue
        return Set(try s.rows("SELECT host FROM fleet_host_phase WHERE phase = \(up)").map { try $0.get("host") as String })
    }

    private static func items(_ s: Snapshot) throws -> [ItemSight] {
        try s.rows(
            """
            SELECT h.name AS host, i.set_name, i.id, \(ItemSight.columns)
            FROM fleet_host h JOIN fleet_set_item i ON i.set_name = 'host/' || h.name \(ItemSight.observation)
            WHERE \(ItemSight.isOdd) LIMIT \(most)
            """
        ).map { try ItemSight($0) }
    }

    private static func shared(_ s: Snapshot) throws -> [ItemSight] {
        try s.rows(
            """
            SELECT o.host AS host, i.set_name, i.id, \(ItemSight.columns)
            FROM fleet_observation o JOIN fleet_set_item i ON i.set_name = o.set_name AND i.id = o.id
            WHERE o.state IN ('pending', 'failed') AND o.set_name <> 'host/' || o.host LIMIT \(most)
            """
        ).map { try ItemSight($0) }
    }

    private static func strays(_ s: Snapshot) throws -> [ItemSight] {
        try ItemSight.strays(s, where: "1 = 1", limit: most)
    }

    // MARK: What to say of it

    /// The decision, without the rows.
    static func judge(_ host: String, isUp: Bool, _ odd: [ItemSight], now: Timestamp) -> [Diagnosis] {
        let check = "Host \(host)"
        guard isUp else {
            let waiting = odd.filter { $0.verdict != .agrees }
            return waiting.isEmpty
                ? []
                : [
                    Diagnosis(
                        check, .warning, code: "FLEET-DRIFT",
                        "\(words(waiting, now)) for its agent, which is away: \(names(waiting))",
                        remedy: "It catches up by itself when its agent is back: apus debug host \(host)", since: first(waiting))
                ]
        }
        let late = odd.filter { ItemPatience.isOver($0, now: now) }
        return drift(check, host, late.filter { $0.verdict == .behind }, now)
            + stuck(check, host, late.filter { $0.verdict == .pending || $0.verdict == .leaving }, now)
            + failed(check, host, late.filter { $0.verdict == .failed }, now)
    }

    private static func drift(_ check: String, _ host: String, _ late: [ItemSight], _ now: Timestamp) -> [Diagnosis] {
        guard !late.isEmpty else { return [] }
        return [
            Diagnosis(
                check, .bad, code: "FLEET-DRIFT",
                "It has not taken over what it should: \(words(late, now)) although its agent is connected: \(names(late))",
                remedy: "Look at the log of its agent, and restart it: systemctl restart apus-agent. apus debug host \(host)",
                since: first(late))
        ]
    }

    private static func stuck(_ check: String, _ host: String, _ late: [ItemSight], _ now: Timestamp) -> [Diagnosis] {
        guard !late.isEmpty else { return [] }
        return [
            Diagnosis(
                check, .bad, code: "FLEET-STUCK", "It takes too long over \(names(late)): \(words(late, now))",
                remedy: "Look at the log of its agent and at the host's load: apus debug host \(host)", since: first(late))
        ]
    }

    /// One for each kind of failure: the first of it has the host's own words.
    private static func failed(_ check: String, _ host: String, _ late: [ItemSight], _ now: Timestamp) -> [Diagnosis] {
        Dictionary(grouping: late) { $0.problem?.code ?? "" }.sorted { $0.key < $1.key }.map { code, sights in
            let problem = sights.first?.problem
            let hint = problem?.hint ?? ""
            return Diagnosis(
                check, .bad, code: code.isEmpty ? "FLEET-FAILED" : code,
                "It cannot make \(names(sights)): \(problem?.message ?? "it gives no reason")",
                remedy: hint.isEmpty ? "See what it says: apus debug host \(host)" : hint, since: first(sights))
        }
    }

    static func judgeStrays(_ host: String, _ strays: [ItemSight]) -> [Diagnosis] {
        guard !strays.isEmpty else { return [] }
        return [
            Diagnosis(
                "Host \(host)", .warning, code: "FLEET-STRAY",
                "\(strays.count) \(strays.count == 1 ? "thing" : "things") of this cloud on it that no set names: \(names(strays))",
                remedy:
                    "If they are meant to go: apus host confirm-removal \(host). If not, look at the controller's database first."
            )
        ]
    }

    /// `3 items wait since 120 s`
    private static func words(_ sights: [ItemSight], _ now: Timestamp) -> String {
        let count = "\(sights.count) \(sights.count == 1 ? "item waits" : "items wait")"
        guard let first = first(sights) else { return count }
        return "\(count), the first for \((now - first).components.seconds) s"
    }

    private static func names(_ sights: [ItemSight]) -> String {
        let shown = sights.prefix(named).map { "\($0.title) (\($0.wantedText), host: \($0.seenText))" }.joined(separator: "; ")
        return sights.count > named ? "\(shown); and \(sights.count - named) more" : shown
    }

    private static func first(_ sights: [ItemSight]) -> Timestamp? { sights.compactMap(ItemPatience.since).min() }
}
