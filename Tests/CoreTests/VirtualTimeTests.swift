import Core
import Synchronization
import Testing

@Suite struct VirtualTimeTests {
    private func sleeper(_ time: VirtualTime, _ wait: Duration, _ woken: @escaping @Sendable () -> Void) -> Task<Void, any Error>
    {
        let deadline = time.now + wait
        return Task {
            try await time.sleep(until: deadline)
            woken()
        }
    }

    private func eventually(_ predicate: () -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            if predicate() { return true }
            await Task.yield()
        }
        return false
    }

    @Test func standsStillUntilMoved() async throws {
        let time = VirtualTime()
        let start = time.now
        let woken = Mutex(0)
        let task = sleeper(time, .seconds(2)) { woken.withLock { $0 += 1 } }
        #expect(await eventually { time.nextDeadline == start + .seconds(2) })
        time.advance(by: .seconds(1))
        #expect(time.nextDeadline == start + .seconds(2))
        #expect(woken.withLock { $0 } == 0)
        time.advance(by: .seconds(1))
        try await task.value
        #expect(time.now == start + .seconds(2))
        #expect(time.nextDeadline == nil)
    }

    @Test func aMomentThatIsOverDoesNotSleep() async throws {
        let time = VirtualTime()
        try await time.sleep(until: time.now)
        try await time.sleep(until: time.now - .seconds(1))
    }

    @Test func cancellationWakes() async {
        let time = VirtualTime()
        let asleep = sleeper(time, .seconds(1)) {}
        #expect(await eventually { time.nextDeadline != nil })
        asleep.cancel()
        await #expect(throws: CancellationError.self) { try await asleep.value }
        #expect(time.nextDeadline == nil)

        let cancelledBefore = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await time.sleep(until: time.now + .seconds(1))
        }
        await #expect(throws: CancellationError.self) { try await cancelledBefore.value }
        #expect(time.nextDeadline == nil)
    }

    @Test func systemTimeSleepsAndIsCancelled() async throws {
        let time = SystemTime()
        let before = time.now
        try await time.sleep(until: before + .milliseconds(5))
        #expect(time.now >= before + .milliseconds(5))
        let task = Task { try await time.sleep(until: time.now + .seconds(1000)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
