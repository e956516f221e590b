internal import Synchronization

/// The hints that one subscriber has not taken yet. A hint that already waits is not added again, so that a slow subscriber
/// costs at most one entry per resource.
final class HintSubscriber: Sendable {
    fileprivate struct State {
        var waiting: [Hint] = []
        /// Where the next hint is; what is before it has been taken.
        var head = 0
        var isWaiting: Set<Hint> = []
        var taker: CheckedContinuation<Hint?, Never>?
        var isFinished = false
    }

    private let state = Mutex(State())

    /// The next hint; nil after the end. One taker at a time.
    func next() async -> Hint? {
        await withCheckedContinuation { continuation in
            let answer: Hint?? = state.withLock { state in
                if let hint = state.takeFirst() { return .some(hint) }
                if state.isFinished { return .some(nil) }
                state.taker = continuation
                return .none
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    func offer(_ hints: [Hint]) {
        let (taker, hint) = state.withLock { state in
            for hint in hints where !state.isFinished && state.isWaiting.insert(hint).inserted { state.waiting.append(hint) }
            return state.serveTaker()
        }
        taker?.resume(returning: hint)
    }

    func finish() {
        let taker = state.withLock { state in
            state.isFinished = true
            defer { state.taker = nil }
            return state.taker
        }
        taker?.resume(returning: nil)
    }
}

extension HintSubscriber.State {
    fileprivate mutating func takeFirst() -> Hint? {
        guard head < waiting.count else { return nil }
        let hint = waiting[head]
        head += 1
        isWaiting.remove(hint)
        if head > waiting.count / 2 {
            waiting.removeFirst(head)
            head = 0
        }
        return hint
    }

    fileprivate mutating func serveTaker() -> (CheckedContinuation<Hint?, Never>?, Hint?) {
        guard let taker, let hint = takeFirst() else { return (nil, nil) }
        self.taker = nil
        return (taker, hint)
    }
}
