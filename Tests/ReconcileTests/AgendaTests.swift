import Core
import Logging
import Store
import Synchronization
import Testing

@testable import Reconcile

/// What whoever asks is told of a driver's work.
@Suite struct AgendaTests {
    private let start = Timestamp(seconds: 1_800_000_000)
    private let lane = Lane(reconciler: 0, id: "a")

    private func agenda(_ body: (inout Schedule) -> Void) -> ReconcileAgenda {
        let agenda = ReconcileAgenda()
        agenda.begin(["test.counters"], concurrency: 8)
        agenda.schedule.withLock { body(&$0) }
        return agenda
    }

    @Test func beforeThereIsADriverNothingIsKnown() {
        let agenda = ReconcileAgenda()
        #expect(agenda.reconcilers.isEmpty)
        #expect(agenda.lane("test.counters", "a") == nil)
    }

    @Test func aWaitIsShownWithItsReason() {
        let until = start + .seconds(60)
        let agenda = agenda { schedule in
            schedule.wake(lane, now: start)
            _ = schedule.start(now: start)
            schedule.finished(lane, .wait(until: until, reason: "because"), now: start)
        }
        let status = agenda.lane("test.counters", "a")
        #expect(status?.state == .waiting(until: until, reason: "because"))
        #expect(status?.since == start && status?.failures == 0)
        #expect(agenda.lane("test.counters", "b") == nil && agenda.lane("test.others", "a") == nil)
    }

    @Test func errorsAreCountedUntilOneActivationEndsWell() {
        var now = start
        let agenda = agenda { schedule in
            schedule.wake(lane, now: now)
            for number in 1...3 {
                now = now + .seconds(3600)
                _ = schedule.start(now: now)
                schedule.finished(lane, .retry, now: now, error: "error \(number)")
            }
        }
        let status = agenda.reconcilers.first
        #expect(status?.lanes == 1 && status?.oldest == start)
        #expect(status?.failing.map(\.failures) == [3] && status?.failing.first?.error == "error 3")
        agenda.schedule.withLock { schedule in
            now = now + .seconds(3600)
            _ = schedule.start(now: now)
            schedule.finished(lane, .wait(until: now + .seconds(1), reason: ""), now: now)
        }
        #expect(agenda.reconcilers.first?.failing == [])
        #expect(agenda.lane("test.counters", "a")?.error == nil)
    }

    @Test func aScanThatFailsKeepsTheTimeOfTheLastThatDidNot() {
        let agenda = agenda { _ in }
        agenda.scanned(0, at: start)
        agenda.scanned(0, at: start + .seconds(5), error: "disk")
        #expect(agenda.reconcilers.first?.scannedAt == start && agenda.reconcilers.first?.scanError == "disk")
        agenda.scanned(0, at: start + .seconds(10))
        #expect(agenda.reconcilers.first?.scanError == nil)
    }

    @Test func aDriverFillsIt() async throws {
        let scratch = try Scratch([Counters.migration])
        let agenda = ReconcileAgenda()
        let counters = Counters()
        let time = VirtualTime()
        let driver = ReconcileDriver(
            store: scratch.store, reconcilers: [counters], time: time, agenda: agenda,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let run = Task { try await driver.run() }
        defer { run.cancel() }
        #expect(await eventually { agenda.reconcilers.first?.scannedAt == time.now })
        #expect(agenda.reconcilers.map(\.name) == ["test.counters"])
        run.cancel()
        try await run.value
    }
}
