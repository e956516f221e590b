import Testing

@testable import AgentRuntime

@Suite struct BackoffTests {
    @Test func limitsDoubleUpToTheCap() {
        var backoff = Backoff(first: .milliseconds(500), cap: .seconds(3))
        var random = SeededRandom(seed: 1)
        var limits: [Duration] = []
        for _ in 0..<6 {
            limits.append(backoff.limit)
            #expect(backoff.limit >= backoff.next(using: &random))
        }
        #expect(limits == [.seconds(0.5), .seconds(1), .seconds(2), .seconds(3), .seconds(3), .seconds(3)])
        backoff.reset()
        #expect(backoff.limit == .seconds(0.5))
    }

    @Test func neverOverflows() {
        var backoff = Backoff(first: .seconds(1), cap: .seconds(60))
        var random = SeededRandom(seed: 1)
        for _ in 0..<10_000 { _ = backoff.next(using: &random) }
        #expect(backoff.limit == .seconds(60))
    }

    @Test func jitterIsFullAndFollowsTheSeed() {
        func delays(_ seed: UInt64) -> [Duration] {
            var random = SeededRandom(seed: seed)
            return (0..<200).map { _ in
                var backoff = Backoff(first: .seconds(1), cap: .seconds(1))
                return backoff.next(using: &random)
            }
        }
        let some = delays(7)
        #expect(some == delays(7))
        #expect(some != delays(8))
        #expect(some.contains { $0 < .milliseconds(100) })
        #expect(some.contains { $0 > .milliseconds(900) })
    }
}
