import AgentProtocol
import Logging
import Synchronization

/// Runs the work on all items: one lane per item, lanes beside each other.
///
/// If the process dies here, nothing is lost: the next one lists the host, reads the sets and wishes again.
final class Lanes: Sendable {
    private struct Entry {
        var lane = Lane()
        var role: any Role
        var backoff = Backoff(first: .seconds(1), cap: .seconds(60))
    }

    private struct State {
        var entries: [ItemKey: Entry] = [:]
        var random: SeededRandom
        var refused: UInt64 = 0
    }

    private struct Job {
        var key: ItemKey
        var role: any Role
        var work: Lane.Work
    }

    private let state: Mutex<State>
    private let time: any AgentTime
    private let refusesOlder: Bool
    private let report: @Sendable (Observation, any Role) -> Void
    private let jobs: AsyncStream<Job>
    private let start: AsyncStream<Job>.Continuation

    init(
        time: any AgentTime, seed: UInt64, refusesOlder: Bool = true,
        report: @escaping @Sendable (Observation, any Role) -> Void
    ) {
        state = Mutex(State(random: SeededRandom(seed: seed)))
        self.time = time
        self.refusesOlder = refusesOlder
        self.report = report
        (jobs, start) = AsyncStream.makeStream(of: Job.self)
    }

    /// Older generations that were refused.
    var refused: UInt64 { state.withLock { $0.refused } }

    func apply(_ item: Item, in set: String, role: any Role) {
        wish(.apply(item), ItemKey(set: set, id: item.id), role)
    }

    func remove(_ key: ItemKey, role: any Role) {
        wish(.remove, key, role)
    }

    /// Works until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await job in jobs {
                group.addTask { await self.work(job) }
            }
            group.cancelAll()
        }
    }

    private func wish(_ work: Lane.Work, _ key: ItemKey, _ role: any Role) {
        let job = state.withLock { state -> Job? in
            var entry = state.entries[key] ?? Entry(lane: Lane(refusesOlder: refusesOlder), role: role)
            defer { state.entries[key] = entry }
            switch entry.lane.wish(work) {
            case .start(let work):
                entry.backoff.reset()
                return Job(key: key, role: entry.role, work: work)
            case .older:
                state.refused += 1
                return nil
            case .waits, .known: return nil
            }
        }
        if let job { start.yield(job) }
    }

    private func work(_ job: Job) async {
        let observation =
            switch job.work {
            case .apply(let item): await job.role.apply(item, in: job.key.set)
            case .remove: await job.role.remove(job.key)
            }
        if Task.isCancelled { return }
        report(observation, job.role)
        await follow(job, failed: observation.state == .failed)
    }

    private func follow(_ job: Job, failed: Bool) async {
        let (next, turn, delay) = state.withLock { state -> (Lane.Next, UInt64, Duration) in
            guard var entry = state.entries[job.key] else { return (.rest, 0, .zero) }
            let next = entry.lane.finished(failed: failed)
            var delay = Duration.zero
            if case .retry = next { delay = entry.backoff.next(using: &state.random) } else { entry.backoff.reset() }
            state.entries[job.key] = next == .gone ? nil : entry
            return (next, entry.lane.turn, delay)
        }
        switch next {
        case .start(let work): start.yield(Job(key: job.key, role: job.role, work: work))
        case .retry: await retry(job, turn: turn, after: delay)
        case .gone, .rest: break
        }
    }

    private func retry(_ job: Job, turn: UInt64, after delay: Duration) async {
        guard (try? await time.sleep(for: delay)) != nil else { return }
        guard let work = state.withLock({ $0.entries[job.key]?.lane.retry(turn: turn) }) else { return }
        start.yield(Job(key: job.key, role: job.role, work: work))
    }
}
