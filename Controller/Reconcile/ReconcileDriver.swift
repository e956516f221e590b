public import Core
public import Logging
public import ServiceLifecycle
public import Store
internal import Synchronization

/// Runs the reconcilers. The truth is in the rows: this only decides when to look at which one.
///
/// A resource is looked at when a hint names it, when the scan finds it unsettled, when the moment comes that its last decision
/// waits for, and again after each commit of its own until it rests. One lane per resource: a hint that comes during an
/// activation leads to one more after it. What throws is tried again, ever later. Killed at any moment, nothing is lost: the
/// scan at the next start finds all that is unsettled.
///
/// All waiting goes through the `TimeSource`, so that a test owns the time.
public final class ReconcileDriver: ServiceLifecycle.Service {
    /// How many times as long as a scan its reconciler then rests from scanning. Hints do the daily work.
    private static let restAfterScan = 50

    private let store: Store
    private let reconcilers: [any Reconciler]
    private let time: any TimeSource
    private let scanEvery: Duration
    private let logger: Logger
    private let metrics: [ReconcileMetrics]
    private let agenda: ReconcileAgenda
    /// "Look at the schedule"; one pending signal is as good as many.
    private let changes: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)

    /// - Parameter agenda: where others can see what this driver has before it
    public init(
        store: Store, reconcilers: [any Reconciler], time: any TimeSource = SystemTime(), scanEvery: Duration = .seconds(5),
        concurrency: Int = 8, agenda: ReconcileAgenda = ReconcileAgenda(), logger: Logger
    ) {
        self.store = store
        self.reconcilers = reconcilers
        self.time = time
        self.scanEvery = scanEvery
        self.logger = logger
        metrics = reconcilers.map { ReconcileMetrics(type(of: $0).name) }
        self.agenda = agenda
        agenda.begin(reconcilers.map { type(of: $0).name }, concurrency: concurrency)
        changes = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Runs until a graceful shutdown or until it is cancelled; the activations that run are finished.
    public func run() async throws {
        let hints = store.hints()
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.listen(to: hints) }
                group.addTask { await self.scanForever() }
                await self.dispatch(in: &group)
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.changes.continuation.finish()
        }
    }

    /// Every resource that waits for a moment, and why.
    public var waiting: [Waiting] {
        agenda.schedule.withLock { $0.waiting }.map { lane, until, reason in
            Waiting(name: name(lane), id: lane.id, until: until, reason: reason)
        }
    }

    private func listen(to hints: AsyncStream<Hint>) async {
        for await hint in hints {
            for (index, reconciler) in reconcilers.enumerated() where reconciler.topic == hint.topic {
                agenda.schedule.withLock { $0.wake(Lane(reconciler: index, id: hint.id), now: time.now) }
                changes.continuation.yield()
            }
        }
    }

    /// A scan that took long is made again later: what it costs is bounded, however much there is to look through.
    private func scanForever() async {
        var due = reconcilers.map { _ in time.now }
        repeat {
            let next = time.now + scanEvery
            for index in reconcilers.indices where due[index] <= time.now {
                let start = time.now
                await scan(index)
                due[index] = time.now + (time.now - start) * Self.restAfterScan
            }
            try? await time.sleep(until: next)
        } while !Task.isCancelled
    }

    private func scan(_ index: Int) async {
        do {
            let ids = try await store.read { try reconcilers[index].unsettled($0) }
            let now = time.now
            let (lanes, oldest) = agenda.schedule.withLock { schedule in
                for id in ids { schedule.found(Lane(reconciler: index, id: id), now: now) }
                return schedule.load(of: index)
            }
            agenda.scanned(index, at: now)
            metrics[index].load(lanes: lanes, oldest: oldest.map { now - $0 } ?? .zero)
            changes.continuation.yield()
        } catch {
            agenda.scanned(index, at: time.now, error: "\(error)")
            logger.warning(
                "cannot scan for unsettled resources",
                metadata: ["reconciler": "\(type(of: reconcilers[index]).name)", "error": "\(error)"])
        }
    }

    /// Starts what is due whenever the schedule has changed, and keeps one timer for its next alarm.
    private func dispatch(in group: inout DiscardingTaskGroup) async {
        var timer: (deadline: Timestamp, task: Task<Void, Never>)?
        for await _ in changes.stream {
            let (lanes, alarm) = agenda.schedule.withLock { ($0.start(now: time.now), $0.nextAlarm) }
            for lane in lanes { group.addTask { await self.activate(lane) } }
            if alarm != timer?.deadline {
                timer?.task.cancel()
                timer = alarm.map { ($0, ring(at: $0)) }
            }
        }
        timer?.task.cancel()
    }

    private func ring(at deadline: Timestamp) -> Task<Void, Never> {
        Task { [time, changes] in
            guard (try? await time.sleep(until: deadline)) != nil else { return }
            changes.continuation.yield()
        }
    }

    private func activate(_ lane: Lane) async {
        let start = ContinuousClock.now
        var result: (outcome: Outcome, next: Schedule.Next)
        var failure: String?
        do {
            result = try await reconcilers[lane.reconciler].activate(lane.id, store, time)
        } catch {
            result = (.failed, .retry)
            failure = "\(error)"
            logger.warning(
                "cannot reconcile, will try again",
                metadata: ["reconciler": "\(name(lane))", "id": "\(lane.id)", "error": "\(error)"])
        }
        metrics[lane.reconciler].activation(result.outcome, took: ContinuousClock.now - start)
        agenda.schedule.withLock { [failure] in $0.finished(lane, result.next, now: time.now, error: failure) }
        changes.continuation.yield()
    }

    private func name(_ lane: Lane) -> String { type(of: reconcilers[lane.reconciler]).name }
}
