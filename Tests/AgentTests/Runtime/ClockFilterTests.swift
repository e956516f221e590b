import Testing

@testable import AgentRuntime

@Suite struct ClockFilterTests {
    /// sent by host, received by controller, sent by controller, received by host → drift of the host
    @Test(
        arguments: [
            (1000, 1010, 1020, 1030, 0, 20),  // the same clock, 10 each way
            (6000, 1010, 1020, 6030, 5000, 20),  // host 5000 ahead
            (1000, 6010, 6020, 1030, -5000, 20),  // host 5000 behind
            (1000, 1010, 901_010, 901_020, 0, 20),  // the answer was held for long: no matter
        ] as [(Int64, Int64, Int64, Int64, Int64, Int64)])
    func sample(t1: Int64, t2: Int64, t3: Int64, t4: Int64, drift: Int64, delay: Int64) {
        #expect(ClockFilter.sample(t1, t2, t3, t4) == ClockFilter.Sample(drift: drift, delay: delay))
    }

    @Test(
        arguments: [
            (1000, 1010, 900, 1030),  // the controller's clock went back
            (1000, 1010, 1020, 900),  // the host's clock went back
            (1000, 1010, 5020, 1030),  // held longer than the way took
            (Int64.min, Int64.max, 0, 0),
        ] as [(Int64, Int64, Int64, Int64)])
    func nonsense(t1: Int64, t2: Int64, t3: Int64, t4: Int64) {
        #expect(ClockFilter.sample(t1, t2, t3, t4) == nil)
    }

    @Test func aVeryLongWayTellsNothing() {
        var filter = ClockFilter()
        filter.take(echo: 1000, echoReceived: 901_000, sent: 901_000, received: 901_500)
        #expect(filter.drift == nil, "0.9 s on the way out may be all offset or none")
        filter.take(echo: 2000, echoReceived: 102_000, sent: 102_000, received: 202_000)
        #expect(filter.drift == 0)
    }

    @Test func theLeastDelayCountsAmongTheLastEight() {
        var filter = ClockFilter()
        #expect(filter.drift == nil)
        filter.take(echo: 0, echoReceived: 0, sent: 5000, received: 9000)
        #expect(filter.drift == nil, "no echo yet")
        filter.take(echo: 1000, echoReceived: 1010, sent: 1020, received: 1030)
        #expect(filter.drift == 0)
        filter.take(echo: 2000, echoReceived: 2900, sent: 2910, received: 2920)
        #expect(filter.drift == 0, "a slow way does not count")
        filter.take(echo: 2000, echoReceived: 2001, sent: 2001, received: 2002)
        #expect(filter.drift == 0, "the same echo does not count twice")
        for round in 0..<8 {
            let start = Int64(10_000 + round * 1000)
            filter.take(echo: start + 300, echoReceived: start + 100, sent: start + 100, received: start + 500)
        }
        #expect(filter.drift == 300, "the old sample has left the window")
    }
}
