import Core
import Logging
import ServiceLifecycle
import Store
import Synchronization
import Testing

@testable import Reconcile

@Suite struct DriverTests {
    private let scratch: Scratch
    private let counters = Counters()
    private let time = VirtualTime()

    init() throws {
        scratch = try Scratch([Counters.migration])
    }

    private var store: Store { scratch.store }
    private var knobs: Counters.Knobs { counters.knobs }

    /// Runs the driver while `body` runs.
    private func drive(concurrency: Int = 8, _ body: (ReconcileDriver) async throws -> Void) async throws {
        let driver = ReconcileDriver(
            store: store, reconcilers: [counters], time: time, scanEvery: .seconds(5), concurrency: concurrency,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let run = Task { try await driver.run() }
        defer { run.cancel() }
        // The first scan is over when the scanner sleeps.
        #expect(await eventually { time.nextDeadline != nil })
        try await body(driver)
        run.cancel()
        try await run.value
        #expect(knobs.state.withLock { $0.overlaps } == 0)
    }

    private func add(_ id: String, target: Int, notBefore: Timestamp = Timestamp(seconds: 0), hint: Bool = true) async throws {
        try await store.write { tx in
            try tx.execute("INSERT INTO counter (id, target, not_before) VALUES (\(id), \(target), \(notBefore))")
            if hint { tx.hint("counter", id) }
        }
    }

    private func value(_ id: String) async throws -> Int? {
        try await store.read { try $0.value("SELECT value FROM counter WHERE id = \(id)") }
    }

    private func reaches(_ id: String, _ value: Int) async throws -> Bool {
        try await eventually { try await self.value(id) == value }
    }

    @Test func aHintLeadsToTheGoal() async throws {
        try await drive { _ in
            try await add("a", target: 5)
            #expect(try await reaches("a", 5))
            // Five commits, and one look that finds it settled.
            #expect(await eventually { knobs.loads("a") == 6 })
        }
    }

    @Test func theFirstScanFindsWhatAProcessBeforeLeft() async throws {
        try await add("a", target: 2, hint: false)
        try await drive { _ in
            let isReached = try await reaches("a", 2)
            #expect(isReached)
        }
    }

    @Test func aLaterScanFindsWhatNoHintNamed() async throws {
        try await drive { _ in
            try await add("a", target: 2, hint: false)
            #expect(knobs.loads("a") == 0)
            time.advance(by: .seconds(5))
            #expect(try await reaches("a", 2))
        }
    }

    @Test func hintsOfOtherTopicsAreNotItsOwn() async throws {
        try await drive { _ in
            try await store.write { $0.hint("other", "b") }
            try await add("a", target: 1)
            #expect(try await reaches("a", 1))
            #expect(knobs.loads("b") == 0)
        }
    }

    /// What scans cost is bounded: one that takes a second is not made again within fifty.
    @Test func aLongScanIsMadeAgainLater() async throws {
        let (time, scratch) = (time, scratch)
        let counters = Counters(Counters.Knobs(duringScan: { time.advance(by: .seconds(1)) }))
        let driver = ReconcileDriver(
            store: scratch.store, reconcilers: [counters], time: time, scanEvery: .seconds(5),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let run = Task { try await driver.run() }
        for _ in 0..<10 {
            #expect(await eventually { time.nextDeadline != nil })
            #expect(counters.knobs.state.withLock { $0.scans } == 1)
            time.advance(by: .seconds(5))
        }
        #expect(await eventually { counters.knobs.state.withLock { $0.scans } == 2 })
        run.cancel()
        try await run.value
    }

    @Test func aHintOfWhatIsGoneIsForgotten() async throws {
        try await drive { driver in
            try await store.write { $0.hint("counter", "nobody") }
            #expect(await eventually { knobs.loads("nobody") == 1 })
            time.advance(by: .seconds(5))
            #expect(await eventually { knobs.state.withLock { $0.scans } >= 2 })
            #expect(knobs.loads("nobody") == 1)
            #expect(driver.waiting.isEmpty)
        }
    }

    @Test func aWaitEndsAtItsMoment() async throws {
        let moment = time.now + .seconds(3)
        try await drive { driver in
            try await add("a", target: 1, notBefore: moment)
            let expected = Waiting(name: "test.counters", id: "a", until: moment, reason: "too early")
            #expect(await eventually { driver.waiting == [expected] })
            #expect(await eventually { time.nextDeadline == moment })
            time.advance(by: .seconds(2))
            #expect(try await value("a") == 0)
            time.advance(by: .seconds(1))
            #expect(try await reaches("a", 1))
            #expect(await eventually { driver.waiting.isEmpty })
        }
    }

    @Test func anEarlierMomentComesFirst() async throws {
        try await drive { driver in
            try await add("late", target: 1, notBefore: time.now + .seconds(4))
            #expect(await eventually { driver.waiting.count == 1 })
            try await add("soon", target: 1, notBefore: time.now + .seconds(1))
            #expect(await eventually { driver.waiting.count == 2 })
            #expect(await eventually { time.nextDeadline == time.now + .seconds(1) })
            time.advance(by: .seconds(1))
            #expect(try await reaches("soon", 1))
            #expect(try await value("late") == 0)
        }
    }

    @Test func aHintEndsAWait() async throws {
        try await drive { driver in
            try await add("a", target: 1, notBefore: time.now + .seconds(100))
            #expect(await eventually { driver.waiting.count == 1 })
            try await store.write { tx in
                try tx.execute("UPDATE counter SET not_before = 0")
                tx.hint("counter", "a")
            }
            #expect(try await reaches("a", 1))
        }
    }

    @Test func whatThrowsIsTriedAgainEverLater() async throws {
        knobs.state.withLock { $0.failuresLeft = 3 }
        try await drive { _ in
            try await add("a", target: 1)
            for (loads, rest) in [(1, 100), (2, 200), (3, 400)] {
                #expect(await eventually { knobs.loads("a") == loads })
                let moment = time.now + .milliseconds(rest)
                #expect(await eventually { time.nextDeadline == moment })
                time.advance(by: .milliseconds(rest))
            }
            #expect(try await reaches("a", 1))
        }
    }

    @Test func aChangeThatCameTooLateIsDecidedAgain() async throws {
        knobs.state.withLock { $0.movesLeft = 2 }
        try await drive { _ in
            try await add("a", target: 1)
            #expect(try await reaches("a", 1))
            #expect(await eventually { knobs.loads("a") == 4 })
        }
    }

    @Test func aFaultIsRecordedOnce() async throws {
        try await drive { _ in
            try await add("a", target: -1)
            let isRecorded = try await eventually {
                try await store.read { try $0.value("SELECT fault FROM counter") as String? } == "TEST-NEGATIVE"
            }
            #expect(isRecorded)
            time.advance(by: .seconds(5))
            #expect(await eventually { knobs.state.withLock { $0.scans } >= 2 })
            #expect(knobs.loads("a") == 1)
        }
    }

    @Test(arguments: [1, 4])
    func lanesRunSideBySideWithinTheLimit(limit: Int) async throws {
        try await drive(concurrency: limit) { _ in
            for number in 0..<30 { try await add("c\(number)", target: 10) }
            for number in 0..<30 { #expect(try await reaches("c\(number)", 10)) }
            #expect(knobs.state.withLock { $0.mostRunning } <= limit)
        }
    }

    @Test func manyHintsNeverRunOneLaneTwice() async throws {
        try await drive { _ in
            try await add("a", target: 20)
            await withTaskGroup { group in
                for _ in 0..<200 { group.addTask { try? await store.write { $0.hint("counter", "a") } } }
            }
            #expect(try await reaches("a", 20))
        }
    }

    @Test func aGracefulShutdownEndsIt() async throws {
        let driver = ReconcileDriver(
            store: store, reconcilers: [counters], time: time, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let group = ServiceGroup(
            services: [driver], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let run = Task { try await group.run() }
        try await add("a", target: 3)
        #expect(try await reaches("a", 3))
        await group.triggerGracefulShutdown()
        try await run.value
    }
}
