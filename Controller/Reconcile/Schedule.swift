internal import Core

/// Which lanes are due, running or waiting: the driver's memory, without tasks or clocks.
///
/// It holds only lanes that are not settled. Nothing in it has to survive the process: the scan at the start finds again what
/// is not settled, and the rest is in the rows.
struct Schedule {
    /// What an activation means for its lane.
    enum Next {
        case settled
        /// Look again at once: something was written, or has moved meanwhile.
        case again
        case wait(until: Timestamp, reason: String)
        /// An error that may pass.
        case retry

        /// A wait that ended before it began.
        func isOver(_ now: Timestamp) -> Bool {
            guard case .wait(let until, _) = self else { return false }
            return until <= now
        }
    }

    fileprivate enum State {
        case due
        case running(again: Bool)
        case waiting(until: Timestamp, reason: String)
        case resting(until: Timestamp)
    }

    fileprivate struct Entry {
        fileprivate var state: State
        let since: Timestamp
        /// Errors in a row.
        var failures = 0
        /// The last of them.
        var error: String?
        /// Activations in a row that ended without rest.
        var restless = 0
    }

    /// A lane that goes on and on gets a rest after this many activations, so that it cannot take the driver for itself.
    private static let restlessLimit = 32
    private static let firstRest = Duration.milliseconds(100)
    private static let longestRest = Duration.seconds(30)

    private let concurrency: Int
    private var entries: [Lane: Entry] = [:]
    private var due: [Lane] = []
    /// Where the next due lane is; what is before it has been started.
    private var head = 0
    private var alarms = Alarms()
    private var running = 0

    init(concurrency: Int) {
        self.concurrency = concurrency
    }

    /// The next moment at which a lane becomes due by itself.
    var nextAlarm: Timestamp? { alarms.first }

    /// A hint: the lane is due now, or once more after the activation that runs.
    mutating func wake(_ lane: Lane, now: Timestamp) {
        guard let entry = entries[lane] else {
            entries[lane] = Entry(state: .due, since: now)
            due.append(lane)
            return
        }
        switch entry.state {
        case .due: break
        case .running: entries[lane]?.state = .running(again: true)
        case .waiting(let until, _), .resting(let until):
            alarms.remove(lane, at: until)
            makeDue(lane)
        }
    }

    /// The scan found it unsettled. A lane that rests after an error stays at rest: nothing says that the error has passed; and
    /// one that runs will see by itself what the scan has seen.
    mutating func found(_ lane: Lane, now: Timestamp) {
        switch entries[lane]?.state {
        case .running, .resting: break
        default: wake(lane, now: now)
        }
    }

    /// The lanes to activate now; their caller owes a `finished` for each.
    mutating func start(now: Timestamp) -> [Lane] {
        for lane in alarms.removeDue(now) { makeDue(lane) }
        let lanes = takeDue(concurrency - running)
        running += lanes.count
        for lane in lanes { entries[lane]?.state = .running(again: false) }
        return lanes
    }

    /// - Parameter error: what a retry is because of
    mutating func finished(_ lane: Lane, _ next: Next, now: Timestamp, error: String? = nil) {
        guard var entry = entries[lane], case .running(let again) = entry.state else { return }
        running -= 1
        let next = next.isOver(now) ? .again : next
        entry.count(next)
        entry.error = entry.failures > 0 ? error ?? entry.error : nil
        entries[lane] = entry
        if case .retry = next { return rest(lane, entry.failures, now) }
        if entry.restless >= Self.restlessLimit { return rest(lane, entry.restless - Self.restlessLimit + 1, now) }
        if again { return makeDue(lane) }
        switch next {
        case .settled: entries[lane] = nil
        case .wait(let until, let reason):
            entries[lane]?.state = .waiting(until: until, reason: reason)
            alarms.insert(lane, at: until)
        case .again, .retry: makeDue(lane)
        }
    }

    // MARK: For whoever asks

    var waiting: [(lane: Lane, until: Timestamp, reason: String)] {
        entries.compactMap { lane, entry in
            guard case .waiting(let until, let reason) = entry.state else { return nil }
            return (lane, until, reason)
        }
    }

    /// How many lanes of a reconciler are not settled, and since when the oldest is not.
    func load(of reconciler: Int) -> (lanes: Int, oldest: Timestamp?) {
        let since = entries.lazy.filter { $0.key.reconciler == reconciler }.map(\.value.since)
        return (since.count, since.min())
    }

    func status(of lane: Lane, named name: String) -> LaneStatus? {
        entries[lane].map { LaneStatus(lane, $0, reconciler: name) }
    }

    /// The lanes whose last activation threw, those with the most errors in a row first.
    func failing(of reconciler: Int, named name: String) -> [LaneStatus] {
        entries.filter { $0.key.reconciler == reconciler && $0.value.failures > 0 }
            .map { LaneStatus($0.key, $0.value, reconciler: name) }
            .sorted { ($1.failures, $0.id) < ($0.failures, $1.id) }
    }

    // MARK: -

    /// The rest moves up only when half has been taken: a hundred thousand lanes that become due at once stay cheap.
    private mutating func takeDue(_ most: Int) -> [Lane] {
        let lanes = Array(due[head..<min(head + most, due.count)])
        head += lanes.count
        if head > due.count / 2 {
            due.removeFirst(head)
            head = 0
        }
        return lanes
    }

    private mutating func makeDue(_ lane: Lane) {
        entries[lane]?.state = .due
        due.append(lane)
    }

    private mutating func rest(_ lane: Lane, _ times: Int, _ now: Timestamp) {
        let until = now + min(Self.firstRest * (1 << min(times - 1, 16)), Self.longestRest)
        entries[lane]?.state = .resting(until: until)
        alarms.insert(lane, at: until)
    }
}

extension Schedule.Entry {
    fileprivate mutating func count(_ next: Schedule.Next) {
        switch next {
        case .settled, .wait:
            failures = 0
            restless = 0
        case .again:
            failures = 0
            restless += 1
        case .retry: failures += 1
        }
    }
}

extension LaneStatus {
    fileprivate init(_ lane: Lane, _ entry: Schedule.Entry, reconciler: String) {
        let state: State =
            switch entry.state {
            case .due: .due
            case .running: .running
            case .waiting(let until, let reason): .waiting(until: until, reason: reason)
            case .resting(let until): .resting(until: until)
            }
        self.init(
            reconciler: reconciler, id: lane.id, state: state, since: entry.since, failures: entry.failures, error: entry.error)
    }
}
