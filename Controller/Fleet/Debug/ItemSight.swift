public import AgentProtocol
public import Core
public import Store

/// One item on one host: as its set has it, and as the host says that it is.
public struct ItemSight: Sendable, Equatable {
    public enum Verdict: String, Sendable {
        /// The host has it as the set says.
        case agrees
        /// The host has not taken over what the set says now, or does not have it at all.
        case behind
        case pending
        case failed
        /// Taken out of the set, and still there.
        case leaving
        /// On the host, and in no set.
        case stray
    }

    public let host: String
    public let set: String
    public let id: String
    /// By the name of its spec, such as `domain`; empty for a stray, of which nothing else is known.
    public let kind: String
    /// What users call it; nil where they do not.
    public let name: String?
    /// The generation in the set; nil for what is in none.
    public let wanted: Int64?
    /// When the set was last changed in this; nil where that is not known.
    public let wantedSince: Timestamp?
    /// The generation that the host is at; nil where it has not said anything.
    public let seen: Int64?
    public let state: Observed.State?
    public let problem: Apus_Agent_V1_Problem?
    /// By the host's clock.
    public let observedAt: Timestamp?
    public let verdict: Verdict
}

extension ItemSight {
    /// What is compared: `fleet_set_item i` beside `fleet_observation o`. The spec of what agrees is not read, only its beginning,
    /// which is the name of the kind.
    static let columns: SQL = """
        i.generation AS wanted, i.put_at, i.deleted_at, substr(i.spec, 1, 24) AS head,
        CASE WHEN o.state = 'ready' AND o.generation >= i.generation THEN '' ELSE i.spec END AS spec,
        o.generation AS seen, o.state, o.problem, o.observed_at
        """

    /// The host's side of an item of `i`, for the host `h.name`.
    static let observation: SQL = """
        LEFT JOIN fleet_observation o ON o.host = h.name AND o.set_name = i.set_name AND o.id = i.id
        """

    /// Not as the set says: one that is wanted, or one that is to go.
    static let isOdd: SQL = """
        ((i.deleted_at IS NULL AND (o.state IS NULL OR o.state <> 'ready' OR o.generation < i.generation))
            OR (i.deleted_at IS NOT NULL AND o.state IS NOT NULL AND o.state <> 'absent'))
        """

    /// - Parameter taken: how far the host is with a shared set: of that it speaks only when something is not well.
    init(_ row: Row, taken: Int64? = nil) throws {
        host = try row.get("host")
        set = try row.get("set_name")
        id = try row.get("id")
        let head: String = try row.get("head") ?? ""
        let spec: String = try row.get("spec") ?? ""
        kind = head.split(separator: "\"").dropFirst().first.map(String.init) ?? ""
        name = kind == "domain" && !spec.isEmpty ? try ItemSpec.item(id: id, generation: 0, spec: spec).domain.name : nil
        let (wanted, deletedAt): (Int64?, Timestamp?) = (try row.get("wanted"), try row.get("deleted_at"))
        self.wanted = deletedAt == nil ? wanted : nil
        wantedSince = try deletedAt ?? row.get("put_at")
        let word: String? = try row.get("state")
        let isTaken = word == nil && self.wanted.map { $0 <= taken ?? -1 } ?? false
        seen = isTaken ? self.wanted : try row.get("seen")
        state = isTaken ? .ready : word.flatMap(Observed.State.init)
        let problem: String? = try row.get("problem")
        self.problem = try problem.map { try ProtobufText.message($0) }
        observedAt = try row.get("observed_at")
        verdict = Self.verdict(wanted: self.wanted, isRemoved: deletedAt != nil, seen: seen, state: state)
    }

    /// The decision, without the rows.
    static func verdict(wanted: Int64?, isRemoved: Bool, seen: Int64?, state: Observed.State?) -> Verdict {
        guard let wanted else {
            return isRemoved ? (state == nil || state == .absent ? .agrees : .leaving) : .stray
        }
        guard let seen, let state, state != .absent, seen >= wanted else { return .behind }
        return switch state {
        case .ready: .agrees
        case .failed: .failed
        case .pending, .absent: .pending
        }
    }
}

extension ItemSight {
    /// Everything of one set on one host: what is wanted, what is still to go, and what is there without being wanted.
    public static func all(_ s: Snapshot, host: String, set: String) throws -> [ItemSight] {
        let taken = try taken(s, host: host, set: set)
        let items = try s.rows(
            """
            SELECT h.name AS host, i.set_name, i.id, \(columns) FROM fleet_host h JOIN fleet_set_item i ON i.set_name = \(set)
            \(observation) WHERE h.name = \(host) ORDER BY i.id
            """
        ).map { try ItemSight($0, taken: taken) }
        return items.filter { $0.wanted != nil || $0.verdict == .leaving }
            + (try strays(s, where: "o.host = \(host) AND o.set_name = \(set)"))
    }

    /// One item on one host; nil where neither side knows it.
    public static func find(_ s: Snapshot, host: String, set: String, id: String) throws -> ItemSight? {
        let taken = try taken(s, host: host, set: set)
        let item = try s.first(
            """
            SELECT h.name AS host, i.set_name, i.id, \(columns) FROM fleet_host h JOIN fleet_set_item i ON i.set_name = \(set)
            \(observation) WHERE h.name = \(host) AND i.id = \(id)
            """
        ).map { try ItemSight($0, taken: taken) }
        return try item ?? strays(s, where: "o.host = \(host) AND o.set_name = \(set) AND o.id = \(id)").first
    }

    private static func taken(_ s: Snapshot, host: String, set: String) throws -> Int64? {
        try s.value("SELECT revision FROM fleet_set_taken WHERE host = \(host) AND set_name = \(set)")
    }

    /// - Parameter condition: on `o`, a row of `fleet_observation`.
    static func strays(_ s: Snapshot, where condition: SQL, limit: Int = 1000) throws -> [ItemSight] {
        try s.rows(
            """
            SELECT o.host AS host, o.set_name, o.id, NULL AS wanted, NULL AS put_at, NULL AS deleted_at, '' AS head, '' AS spec,
                o.generation AS seen, o.state, o.problem, o.observed_at
            FROM fleet_observation o
            WHERE o.state <> 'absent' AND \(condition) AND NOT EXISTS (
                SELECT 1 FROM fleet_set_item i WHERE i.set_name = o.set_name AND i.id = o.id)
            ORDER BY o.host, o.set_name, o.id LIMIT \(limit)
            """
        ).map { try ItemSight($0) }
    }
}

extension ItemSight {
    /// `domain web-1 (7c1d…)`
    public var title: String {
        let what = kind.isEmpty ? "item" : kind
        return name.map { "\(what) \($0) (\(id))" } ?? "\(what) \(id)"
    }

    /// `generation 812 since …`, what the set says.
    public var wantedText: String {
        wanted.map { "generation \($0)" } ?? (verdict == .leaving ? "removed" : "in no set")
    }

    /// `790 ready`, what the host says.
    public var seenText: String {
        guard let state else { return "nothing was heard of it" }
        guard state != .absent else { return "absent" }
        let problem = problem.map { $0.message.isEmpty ? "" : ": \($0.message)" } ?? ""
        return "\(state.rawValue) at \(seen.map(String.init) ?? "?")\(problem)"
    }
}
