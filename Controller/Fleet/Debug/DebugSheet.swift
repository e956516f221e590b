import AgentProtocol
public import Core
public import Reconcile

/// One thing of the cloud with its three views side by side: what was asked for, what was decided, and what hosts observe. It says
/// whose view each is, and what the thing waits for.
///
/// Every room makes the sheets of its own things; one shape lets one command show them all.
public struct DebugSheet: Sendable, Equatable {
    /// Who has a view, and when it was last true.
    public struct View: Sendable, Equatable {
        /// Such as "the API", "compute.servers", "the agent of node1".
        public var whose: String
        public var detail: String?
        public var at: Timestamp?

        public init(_ whose: String, _ detail: String? = nil, at: Timestamp? = nil) {
            self.whose = whose
            self.detail = detail
            self.at = at
        }
    }

    /// One aspect in the three views; nil where a view has nothing to say about it.
    public struct Line: Sendable, Equatable {
        public var what: String
        public var intent: String?
        public var decided: String?
        public var observed: String?
        /// False where the views contradict each other.
        public var agrees: Bool

        public init(
            _ what: String, intent: String? = nil, decided: String? = nil, observed: String? = nil, agrees: Bool = true
        ) {
            self.what = what
            self.intent = intent
            self.decided = decided
            self.observed = observed
            self.agrees = agrees
        }
    }

    public struct Wait: Sendable, Equatable {
        /// The reconciler that waits.
        public var by: String
        public var reason: String
        /// When it looks again, or gives up, if nothing happens until then.
        public var until: Timestamp?

        public init(by reconciler: String, _ reason: String, until: Timestamp? = nil) {
            by = reconciler
            self.reason = reason
            self.until = until
        }
    }

    public struct Problem: Sendable, Equatable {
        public var code: String
        public var message: String
        public var hint: String?

        public init(code: String, _ message: String, hint: String? = nil) {
            self.code = code
            self.message = message
            self.hint = hint
        }
    }

    public var kind: String
    public var id: String
    public var name: String
    /// In the API's word.
    public var status: String
    public var intent: View
    public var decided: View
    public var observed: View
    public var lines: [Line] = []
    public var waits: [Wait] = []
    public var problems: [Problem] = []
    /// What it is made of.
    public var parts: [DebugSheet] = []

    public init(kind: String, id: String, name: String, status: String, intent: View, decided: View, observed: View) {
        self.kind = kind
        self.id = id
        self.name = name
        self.status = status
        self.intent = intent
        self.decided = decided
        self.observed = observed
    }
}

extension DebugSheet {
    /// A line for an item on a host.
    public mutating func add(_ sight: ItemSight, as what: String? = nil, intent: String? = nil) {
        lines.append(
            Line(
                what ?? sight.title, intent: intent, decided: sight.wantedText, observed: sight.seenText,
                agrees: sight.verdict == .agrees))
        guard sight.verdict == .failed, let problem = sight.problem else { return }
        problems.append(Problem(code: problem.code, problem.message, hint: problem.hint.isEmpty ? nil : problem.hint))
    }

    /// Errors that keep a reconciler from its work: they are in no row.
    public mutating func add(_ lane: LaneStatus?) {
        guard let lane, lane.failures > 0 else { return }
        var until: Timestamp?
        if case .resting(let time) = lane.state { until = time }
        waits.append(
            Wait(
                by: lane.reconciler, "it failed \(lane.failures) times in a row and is tried again: \(lane.error ?? "no reason")",
                until: until))
    }
}
