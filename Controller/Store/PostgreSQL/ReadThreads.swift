internal import Dispatch
internal import Foundation
internal import Synchronization

/// Threads that may wait for a database's server, which Swift's own few must not: they serve requests. Started when first
/// needed.
final class ReadThreads: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        /// Where the next job is; what is before it has been taken.
        var head = 0
        var threads = 0
        var idle = 0
        var isStopped = false

        mutating func takeFirst() -> UnownedJob? {
            guard head < jobs.count else { return nil }
            let job = jobs[head]
            head += 1
            if head > jobs.count / 2 {
                jobs.removeFirst(head)
                head = 0
            }
            return job
        }
    }

    private let count: Int
    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    init(count: Int) {
        self.count = count
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let (wakes, starts) = state.withLock { state in
            state.jobs.append(job)
            let wakes = state.idle > 0
            let starts = !wakes && state.threads < count
            // Whoever is woken is not idle from now on: the next job wants another thread.
            if wakes { state.idle -= 1 }
            if starts { state.threads += 1 }
            return (wakes, starts)
        }
        if wakes { wake.signal() }
        if starts { startThread() }
    }

    /// The threads end when nothing waits for them.
    func stop() {
        state.withLock { $0.isStopped = true }
        for _ in 0..<count { wake.signal() }
    }

    private func startThread() {
        let thread = Thread { [self] in
            while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
        thread.name = "apus-store-read"
        thread.start()
    }

    private func next() -> UnownedJob? {
        while true {
            let (job, isStopped) = state.withLock { state in
                let job = state.takeFirst()
                if job == nil { state.idle += 1 }
                return (job, state.isStopped)
            }
            if let job { return job }
            if isStopped { return nil }
            wake.wait()
        }
    }
}
