import Core
import Testing

@testable import Reconcile

@Suite struct ScheduleTests {
    private let start = Timestamp(seconds: 1000)
    private let lane = Lane(reconciler: 0, id: "a")

    private func lanes(_ ids: String...) -> [Lane] { ids.map { Lane(reconciler: 0, id: $0) } }

    @Test func wakingTwiceIsOnce() {
        var schedule = Schedule(concurrency: 8)
        schedule.wake(lane, now: start)
        schedule.wake(lane, now: start)
        schedule.found(lane, now: start)
        #expect(schedule.start(now: start) == [lane])
        #expect(schedule.start(now: start).isEmpty)
    }

    @Test func firstComeFirstServedWithinTheLimit() {
        var schedule = Schedule(concurrency: 2)
        for lane in lanes("c", "a", "b") { schedule.wake(lane, now: start) }
        #expect(schedule.start(now: start) == lanes("c", "a"))
        #expect(schedule.start(now: start).isEmpty)
        schedule.finished(lane, .settled, now: start)
        #expect(schedule.start(now: start) == lanes("b"))
    }

    @Test func manyKeepTheirOrderWhileMoreCome() {
        var schedule = Schedule(concurrency: 3)
        let all = (0..<1000).map { Lane(reconciler: 0, id: "\($0)") }
        var started: [Lane] = []
        for lane in all {
            schedule.wake(lane, now: start)
            guard started.count.isMultiple(of: 2) || lane == all.last else { continue }
            for lane in schedule.start(now: start) {
                started.append(lane)
                schedule.finished(lane, .settled, now: start)
            }
        }
        while started.count < all.count {
            let next = schedule.start(now: start)
            guard !next.isEmpty else { break }
            started += next
            for lane in next { schedule.finished(lane, .settled, now: start) }
        }
        #expect(started == all)
        #expect(schedule.load(of: 0).lanes == 0)
    }

    @Test func aHintDuringAnActivationLeadsToOneMore() {
        var schedule = Schedule(concurrency: 8)
        schedule.wake(lane, now: start)
        _ = schedule.start(now: start)
        schedule.wake(lane, now: start)
        schedule.wake(lane, now: start)
        #expect(schedule.start(now: start).isEmpty)
        schedule.finished(lane, .settled, now: start)
        #expect(schedule.start(now: start) == [lane])
        schedule.finished(lane, .settled, now: start)
        #expect(schedule.start(now: start).isEmpty)
        #expect(schedule.load(of: 0).lanes == 0)
    }

    @Test func aHintDuringAnActivationBeatsItsWait() {
        var schedule = Schedule(concurrency: 8)
        schedule.wake(lane, now: start)
        _ = schedule.start(now: start)
        schedule.wake(lane, now: start)
        schedule.finished(lane, .wait(until: start + .seconds(9), reason: "r"), now: start)
        #expect(schedule.start(now: start) == [lane])
        #expect(schedule.nextAlarm == nil)
    }

    @Test func theScanDoesNotRepeatWhatRuns() {
        var schedule = Schedule(concurrency: 8)
        schedule.found(lane, now: start)
        _ = schedule.start(now: start)
        schedule.found(lane, now: start)
        schedule.finished(lane, .settled, now: start)
        #expect(schedule.start(now: start).isEmpty)
    }

    @Test func aWaitRings() {
        var schedule = Schedule(concurrency: 8)
        schedule.wake(lane, now: start)
        _ = schedule.start(now: start)
        schedule.finished(lane, .wait(until: start + .seconds(2), reason: "because"), now: start)
        #expect(schedule.nextAlarm == start + .seconds(2))
        #expect(schedule.waiting.map(\.reason) == ["because"])
        #expect(schedule.start(now: start + .seconds(1)).isEmpty)
        #expect(schedule.start(now: start + .seconds(2)) == [lane])
        #expect(schedule.nextAlarm == nil)
        #expect(schedule.waiting.isEmpty)
    }

    @Test func aWaitThatIsOverIsNone() {
        var schedule = Schedule(concurrency: 8)
        schedule.wake(lane, now: start)
        _ = schedule.start(now: start)
        schedule.finished(lane, .wait(until: start, reason: "past"), now: start)
        #expect(schedule.start(now: start) == [lane])
    }

    @Test func restsGrowUpToALimitAndAScanLeavesThem() {
        var schedule = Schedule(concurrency: 8)
        var now = start
        var rests: [Duration] = []
        schedule.wake(lane, now: now)
        for _ in 0..<12 {
            #expect(schedule.start(now: now) == [lane])
            schedule.finished(lane, .retry, now: now)
            schedule.found(lane, now: now)
            #expect(schedule.start(now: now).isEmpty)
            let next = schedule.nextAlarm ?? now
            rests.append(next - now)
            now = next
        }
        #expect(rests.prefix(4) == [.milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800)])
        #expect(rests.last == .seconds(30))
    }

    @Test func aHintEndsARest() {
        var schedule = Schedule(concurrency: 8)
        schedule.wake(lane, now: start)
        _ = schedule.start(now: start)
        schedule.finished(lane, .retry, now: start)
        schedule.wake(lane, now: start)
        #expect(schedule.start(now: start) == [lane])
        #expect(schedule.nextAlarm == nil)
    }

    @Test func aLaneWithoutEndRests() {
        var schedule = Schedule(concurrency: 8)
        schedule.wake(lane, now: start)
        var activations = 0
        while schedule.start(now: start) == [lane] {
            activations += 1
            schedule.finished(lane, .again, now: start)
        }
        #expect(activations == 32)
        #expect(schedule.nextAlarm == start + .milliseconds(100))
    }

    @Test func theOldestIsKnown() {
        var schedule = Schedule(concurrency: 8)
        schedule.wake(lane, now: start)
        schedule.wake(Lane(reconciler: 0, id: "b"), now: start + .seconds(1))
        schedule.wake(Lane(reconciler: 1, id: "a"), now: start - .seconds(1))
        #expect(schedule.load(of: 0) == (2, start))
        _ = schedule.start(now: start)
        schedule.finished(lane, .settled, now: start)
        #expect(schedule.load(of: 0) == (1, start + .seconds(1)))
    }

    @Test func alarmsKeepTheirOrder() {
        var alarms = Alarms()
        for (id, seconds) in [("c", 3), ("a", 1), ("d", 3), ("b", 2)] {
            alarms.insert(Lane(reconciler: 0, id: id), at: start + .seconds(seconds))
        }
        alarms.remove(Lane(reconciler: 0, id: "c"), at: start + .seconds(3))
        alarms.remove(Lane(reconciler: 0, id: "x"), at: start)
        #expect(alarms.first == start + .seconds(1))
        #expect(alarms.removeDue(start + .seconds(2)) == lanes("a", "b"))
        #expect(alarms.removeDue(start + .seconds(9)) == lanes("d"))
        #expect(alarms.first == nil)
    }
}
