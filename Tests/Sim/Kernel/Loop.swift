import AgentRuntime
import Core
import Foundation
import Synchronization

/// Runs everything that happens in a run, one thing after the other, in an order that follows from the seed.
///
/// Theory of operation. All jobs of Swift's tasks and all pieces of work that the product gives to threads come here, each with
/// its owner: the process that has begun the task. One thread at a time has the *baton* and runs them; it picks the next by the
/// seeded generator. When nothing can run, the clock jumps to the next moment that somebody waits for. So time passes only by
/// waiting, an hour costs as much as happens in it, and the same seed gives the same run.
///
/// A process is killed as kill -9 does it: nothing of it runs any more. Its jobs, pieces and alarms are dropped where they are;
/// no handler, no `defer`, no cancellation of it ever runs. Where a process is killed in the middle of its own job, the thread
/// stands still for ever with the rest of the job on its stack, and a new thread takes the baton.
///
/// Unchecked: only the thread with the baton touches it. Work that comes from another thread is a mistake of the simulator
/// (somebody has waited elsewhere), and ends the program.
final class Loop: @unchecked Sendable {
    static let shared = Loop()

    private enum Work {
        case job(UnownedJob)
        case piece(@Sendable () -> Void)
    }

    private struct Alarm {
        let time: Timestamp
        /// Between alarms of one moment.
        let lot: UInt64
        let number: UInt64
    }

    enum End: Equatable {
        case finished
        /// Nothing can run, and nobody waits for a moment.
        case idle
        /// The time that the run may take is over.
        case late
        /// Something goes on and on without time passing.
        case restless
    }

    private(set) var now = Timestamp(seconds: 0)
    private(set) var current = Owner.world
    var random = SeededRandom(seed: 0)
    private var runnable: [(work: Work, owner: Owner)] = []
    private var alarms: [Alarm] = []
    private var actions: [UInt64: (owner: Owner, action: @Sendable () -> Void)] = [:]
    private var owners: [UInt64: Owner] = [:]
    private var dead: Set<Owner> = []
    /// The number of the run's first task: tasks only get higher ones, and what is lower belongs to an earlier run.
    private var firstTask: UInt64?
    private var lastNumber: UInt64 = 0
    private var lastOwner = 0
    private var limit = Timestamp(seconds: 0)
    private var steps = 0
    private var end: End?
    private var baton = pthread_self()
    private let ended = DispatchSemaphore(value: 0)
    /// What dead processes waited with: a continuation must not be freed without being resumed.
    private var graveyard: [@Sendable () -> Void] = []

    /// Jobs without time passing.
    private static let patience = 200_000
    private static let stackSize = 4 << 20

    private init() {}

    // MARK: A run

    /// Runs `script` and all that it begins until it ends.
    func run(seed: UInt64, from start: Timestamp, for longest: Duration, _ script: @escaping @Sendable () async -> Void) -> End {
        reset(seed, start)
        limit = start + longest
        spawn(as: .world) {
            await script()
            self.end = .finished
        }
        handOver()
        ended.wait()
        baton = pthread_self()
        defer { for owner in Set(owners.values) where owner != .world { kill(owner) } }
        return end ?? .idle
    }

    private func reset(_ seed: UInt64, _ start: Timestamp) {
        baton = pthread_self()
        runnable = []
        graveyard += actions.values.map(\.action)
        actions = [:]
        alarms = []
        owners = [:]
        now = start
        current = .world
        random = SeededRandom(seed: seed)
        end = nil
        steps = 0
        firstTask = nil
    }

    private func handOver() {
        let thread = Thread { self.drain() }
        thread.stackSize = Self.stackSize
        thread.start()
    }

    private func drain() {
        baton = pthread_self()
        while end == nil { step() }
        current = .world
        ended.signal()
    }

    private func step() {
        if !runnable.isEmpty {
            steps += 1
            guard steps < Self.patience else { return end = .restless }
            let index = Int.random(in: 0..<runnable.count, using: &random)
            runnable.swapAt(index, runnable.count - 1)
            let (work, owner) = runnable.removeLast()
            current = owner
            switch work {
            case .job(let job): Jobs.run(job)
            case .piece(let piece): piece()
            }
        } else if let alarm = popAlarm() {
            guard alarm.time <= limit else { return end = .late }
            if alarm.time > now {
                now = alarm.time
                steps = 0
            }
            guard let (owner, action) = actions.removeValue(forKey: alarm.number) else { return }
            current = owner
            action()
        } else {
            end = .idle
        }
        current = .world
    }

    // MARK: Work

    /// A job of a task: its owner is whoever was at work when its task began.
    func take(_ job: UnownedJob) {
        check()
        let task = Jobs.task(of: job)
        if task != 0, firstTask == nil { firstTask = task }
        guard task == 0 || task >= firstTask ?? 0 else { return }
        let owner = task == 0 ? current : owners[task] ?? current
        if task != 0 { owners[task] = owner }
        if !dead.contains(owner) { runnable.append((.job(job), owner)) }
    }

    /// A piece of work for a thread, which has none of its own here.
    func take(_ piece: @escaping @Sendable () -> Void) {
        check()
        if dead.contains(current) { graveyard.append(piece) } else { runnable.append((.piece(piece), current)) }
    }

    /// Begins a task of a process.
    func spawn(as owner: Owner, _ body: @escaping @Sendable () async -> Void) {
        acting(as: owner) { _ = Task { await body() } }
    }

    /// What `body` begins and wakes belongs to `owner`.
    func acting<T>(as owner: Owner, _ body: () throws -> T) rethrows -> T {
        check()
        let before = current
        current = owner
        defer { current = before }
        return try body()
    }

    // MARK: Time

    /// - Returns: a number to cancel it by
    @discardableResult
    func at(_ time: Timestamp, as owner: Owner, _ action: @escaping @Sendable () -> Void) -> UInt64 {
        check()
        lastNumber += 1
        guard !dead.contains(owner) else {
            graveyard.append(action)
            return lastNumber
        }
        actions[lastNumber] = (owner, action)
        push(Alarm(time: time, lot: random.next(), number: lastNumber))
        return lastNumber
    }

    @discardableResult
    func after(_ wait: Duration, as owner: Owner, _ action: @escaping @Sendable () -> Void) -> UInt64 {
        at(now + wait, as: owner, action)
    }

    func cancel(_ number: UInt64) { actions[number] = nil }

    // MARK: Processes

    func newOwner(_ name: String) -> Owner {
        lastOwner += 1
        return Owner(number: lastOwner, name: name)
    }

    func isAlive(_ owner: Owner) -> Bool { !dead.contains(owner) }

    /// Nothing of it runs any more. Where it is the one at work, follow with `park`.
    func kill(_ owner: Owner) {
        dead.insert(owner)
        graveyard += actions.values.filter { $0.owner == owner }.map(\.action)
        actions = actions.filter { $0.value.owner != owner }
        runnable.removeAll { $0.owner == owner }
    }

    /// The process that is at work has been killed: this thread never goes on, and another takes the baton.
    func park() -> Never {
        current = .world
        handOver()
        while true { pause() }
    }

    private func check() {
        precondition(
            pthread_equal(baton, pthread_self()) != 0,
            "work came from a thread that is not the simulator's: somebody waits elsewhere")
    }
}

// The alarms are a binary heap.

extension Loop {
    private static func isEarlier(_ a: Alarm, _ b: Alarm) -> Bool { (a.time, a.lot, a.number) < (b.time, b.lot, b.number) }

    private func push(_ alarm: Alarm) {
        alarms.append(alarm)
        var child = alarms.count - 1
        while child > 0, Self.isEarlier(alarms[child], alarms[(child - 1) / 2]) {
            alarms.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private func popAlarm() -> Alarm? {
        guard let first = alarms.first else { return nil }
        alarms.swapAt(0, alarms.count - 1)
        alarms.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < alarms.count && Self.isEarlier(alarms[child], alarms[least]) {
                least = child
            }
            guard least != parent else { return first }
            alarms.swapAt(parent, least)
            parent = least
        }
    }
}
