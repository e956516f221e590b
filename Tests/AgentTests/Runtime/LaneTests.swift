import AgentProtocol
import Testing

@testable import AgentRuntime

@Suite struct LaneTests {
    private func apply(_ generation: UInt64) -> Lane.Work { .apply(.make("x", generation)) }

    @Test func oneAtATimeAndOnlyTheNewestWaits() {
        var lane = Lane()
        #expect(lane.wish(apply(1)) == .start(apply(1)))
        #expect(lane.wish(apply(2)) == .waits)
        #expect(lane.wish(apply(3)) == .waits)
        #expect(lane.finished(failed: false) == .start(apply(3)))
        #expect(lane.finished(failed: false) == .rest)
    }

    @Test func olderIsRefusedAndTheSameIsKnown() {
        var lane = Lane()
        _ = lane.wish(apply(5))
        #expect(lane.wish(apply(4)) == .older)
        #expect(lane.wish(apply(5)) == .known)
        _ = lane.finished(failed: false)
        #expect(lane.wish(apply(4)) == .older)
        #expect(lane.wish(apply(5)) == .known)
        #expect(lane.wish(apply(6)) == .start(apply(6)))
    }

    @Test func aFailureIsRetriedUnlessSomethingNewerCame() {
        var lane = Lane()
        _ = lane.wish(apply(1))
        #expect(lane.finished(failed: true) == .retry(apply(1)))
        #expect(lane.retry(turn: lane.turn) == apply(1))
        #expect(lane.retry(turn: lane.turn) == nil, "it runs already")
        #expect(lane.finished(failed: true) == .retry(apply(1)))
        let turn = lane.turn
        #expect(lane.wish(apply(2)) == .start(apply(2)))
        #expect(lane.retry(turn: turn) == nil)
        #expect(lane.finished(failed: true) == .retry(apply(2)))
        #expect(lane.retry(turn: turn) == nil, "the old retry must not run the new work early")
    }

    @Test func aFailedPieceThatWasOvertakenIsNotRetried() {
        var lane = Lane()
        _ = lane.wish(apply(1))
        _ = lane.wish(.remove)
        #expect(lane.finished(failed: true) == .start(.remove))
        #expect(lane.finished(failed: false) == .gone)
    }

    @Test func whatWasRemovedMayComeAgain() {
        var lane = Lane()
        _ = lane.wish(apply(5))
        #expect(lane.wish(.remove) == .waits)
        #expect(lane.wish(.remove) == .known)
        #expect(lane.wish(apply(6)) == .waits)
        #expect(lane.finished(failed: false) == .start(apply(6)), "the removal was overtaken")
    }
}
