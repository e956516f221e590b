internal import Core
internal import Dispatch
internal import Foundation
internal import Synchronization

/// The one thread that writes, and why many writers cost little more than one.
///
/// A commit costs one fsync whatever it holds. So the thread takes all jobs that wait, runs each in a savepoint of one
/// transaction, commits, and only then lets their callers go on: while the disk works for one batch, the next one gathers.
/// A job that throws is undone alone, back to its savepoint. A commit that fails undoes, and fails, the whole batch: nobody is
/// told of a success that is not on the disk. A lone job needs no savepoint.
///
/// The thread is its own, not one of Swift's: those few must not wait for a disk. How a batch is committed, and what is done
/// when that fails through nobody's fault, is the engine's (`SQLiteEngine`, `PostgresWriter`).
final class Writer: Sendable {
    private struct State {
        var waiting: [WriteJob] = []
        var isClosed = false
    }

    /// Bounds how long the first caller of a batch waits for the work of the others.
    private static let largestBatch = 256

    private let commit: @Sendable (ArraySlice<WriteJob>) -> WriteBatch.Done
    private let hints: Hints
    private let seam: WriterSeam?
    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchGroup()

    /// - Parameter commit: writes a batch, and returns when it is on the disk or has not happened; called by one thread only.
    init(hints: Hints, seam: WriterSeam?, commit: @escaping @Sendable (ArraySlice<WriteJob>) -> WriteBatch.Done) {
        self.hints = hints
        self.seam = seam
        self.commit = commit
    }

    func start() {
        guard seam == nil else { return }
        ended.enter()
        let thread = Thread { [self] in
            while let batch = nextBatch() { run(batch) }
            ended.leave()
        }
        thread.name = "apus-store"
        thread.start()
    }

    func submit(_ job: WriteJob) {
        let (isClosed, isFirst) = state.withLock { state in
            if !state.isClosed { state.waiting.append(job) }
            return (state.isClosed, state.waiting.count == 1)
        }
        if isClosed { return job.fail(Fault.storeClosed) }
        guard isFirst else { return }
        if let seam { seam.schedule { while let batch = self.takeBatch() { self.run(batch) } } } else { wake.signal() }
    }

    /// Lets the jobs that wait be written, then ends the thread.
    func stop() {
        state.withLock { $0.isClosed = true }
        wake.signal()
    }

    /// Returns when the thread has ended.
    func waitForEnd() async {
        await withCheckedContinuation { continuation in
            ended.notify(queue: .global()) { continuation.resume() }
        }
    }

    /// Waits for work; nil after `stop`, when all is written.
    private func nextBatch() -> ArraySlice<WriteJob>? {
        while true {
            if let batch = takeBatch() { return batch }
            if state.withLock({ $0.isClosed && $0.waiting.isEmpty }) { return nil }
            wake.wait()
        }
    }

    private func takeBatch() -> ArraySlice<WriteJob>? {
        state.withLock { state in
            let batch = state.waiting.prefix(Self.largestBatch)
            state.waiting.removeFirst(batch.count)
            return batch.isEmpty ? nil : batch
        }
    }

    private func run(_ batch: ArraySlice<WriteJob>) {
        let done = commit(batch)
        hints.publish(done.hints)
        for answer in done.answers { answer() }
    }
}
