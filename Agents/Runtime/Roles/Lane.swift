import AgentProtocol

/// The work on one item, one piece after the other: a pure state machine.
///
/// While a piece runs, only the newest wish waits; what came between is skipped. An older generation is refused. A failure is
/// tried again until something newer is wished.
struct Lane {
    enum Work: Equatable {
        case apply(Item)
        case remove
    }

    enum Next: Equatable {
        case start(Work)
        /// Try the same again after the lane's backoff.
        case retry(Work)
        /// Nothing more to do; the item is gone, and the lane may be forgotten.
        case gone
        case rest
    }

    enum Answer: Equatable {
        case start(Work)
        /// Something runs; this waits for it.
        case waits
        /// It is so already, or is being made so.
        case known
        /// A newer generation has been wished before.
        case older
    }

    /// False only in a simulator that has to show that it would notice.
    private let refusesOlder: Bool
    private(set) var running: Work?
    private(set) var waiting: Work?
    /// The newest wish, running, waiting, failed or done.
    private var newest: Work?
    /// True between a failure and its retry.
    private var failed = false
    /// Counts the pieces of work, so that a retry that has been overtaken can be told.
    private(set) var turn: UInt64 = 0

    init(refusesOlder: Bool = true) { self.refusesOlder = refusesOlder }

    mutating func wish(_ work: Work) -> Answer {
        switch (work, newest) {
        case (.remove, .remove?): return .known
        case (.apply(let new), .apply(let old)?) where new.generation < old.generation && refusesOlder: return .older
        case (.apply(let new), .apply(let old)?) where new.generation == old.generation: return .known
        default: break
        }
        newest = work
        failed = false
        turn += 1
        guard running == nil else {
            waiting = work
            return .waits
        }
        running = work
        return .start(work)
    }

    /// The running piece has ended.
    mutating func finished(failed hasFailed: Bool) -> Next {
        guard let done = running else { return .rest }
        running = nil
        if let next = waiting {
            waiting = nil
            running = next
            return .start(next)
        }
        failed = hasFailed
        if hasFailed { return .retry(done) }
        return done == .remove ? .gone : .rest
    }

    /// The backoff is over; nil where something newer has come meanwhile.
    mutating func retry(turn: UInt64) -> Work? {
        guard failed, running == nil, turn == self.turn, let newest else { return nil }
        failed = false
        running = newest
        return newest
    }
}
