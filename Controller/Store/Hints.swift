internal import Synchronization

/// Hands the hints of each commit to every subscriber, and counts the commits of each topic.
///
/// Where other controllers commit, too, and their hints do not arrive for a while (`isDeaf`), each question for a revision gets
/// another answer: nobody may take what he knows for what is.
final class Hints: Sendable {
    private struct State {
        var revisions: [Topic: UInt64] = [:]
        var subscribers: [WeakSubscriber] = []
        var isClosed = false
        var isDeaf = false
        /// How often somebody may have missed a commit: part of every topic's revision.
        var gaps: UInt64 = 0
    }

    private struct WeakSubscriber {
        weak var subscriber: HintSubscriber?
    }

    private let state = Mutex(State())

    func subscribe() -> AsyncStream<Hint> {
        let subscriber = HintSubscriber()
        let isClosed = state.withLock { state in
            state.subscribers.append(WeakSubscriber(subscriber: subscriber))
            return state.isClosed
        }
        if isClosed { subscriber.finish() }
        return AsyncStream(unfolding: { await subscriber.next() }, onCancel: { subscriber.finish() })
    }

    func revision(of topic: Topic) -> UInt64 {
        state.withLock { state in
            if state.isDeaf { state.gaps += 1 }
            return (state.revisions[topic] ?? 0) + state.gaps
        }
    }

    /// The hints of other controllers do not arrive any more, or do so again.
    func setDeaf(_ isDeaf: Bool) {
        state.withLock { state in
            state.isDeaf = isDeaf
            state.gaps += 1
        }
    }

    /// Called after a commit, before its writers go on.
    func publish(_ hints: [Hint]) {
        guard !hints.isEmpty else { return }
        let subscribers = state.withLock { state in
            for topic in Set(hints.map(\.topic)) { state.revisions[topic, default: 0] += 1 }
            state.subscribers.removeAll { $0.subscriber == nil }
            return state.subscribers.compactMap(\.subscriber)
        }
        for subscriber in subscribers { subscriber.offer(hints) }
    }

    func close() {
        let subscribers = state.withLock { state in
            state.isClosed = true
            return state.subscribers.compactMap(\.subscriber)
        }
        for subscriber in subscribers { subscriber.finish() }
    }
}
