import AgentProtocol
import Testing

@testable import AgentRuntime

@Suite struct OutboxTests {
    private func outbox(batch: Int = 256) async -> Outbox {
        let outbox = Outbox(hello: Hello(), batch: batch)
        _ = await outbox.next()
        outbox.open(epoch: 3)
        return outbox
    }

    @Test func helloComesFirstAndHasNoEpoch() async {
        let outbox = Outbox(hello: Hello())
        outbox.open(epoch: 3)
        outbox.put(.make("x"))
        let first = await outbox.next()
        #expect(first?.epoch == 0)
        #expect(first?.hello == Hello())
        #expect(await outbox.next()?.epoch == 3)
    }

    @Test func theLatestOfAnItemWins() async {
        let outbox = await outbox()
        for generation in 1...1000 { outbox.put(.make("x", generation: UInt64(generation))) }
        outbox.close()
        let again = await self.outbox()
        for generation in 1...1000 { again.put(.make("x", generation: UInt64(generation))) }
        let frame = await again.next()
        #expect(frame?.observations.observations == [.make("x", generation: 1000)])
        #expect(frame?.observations.full == false)
    }

    @Test func whatComesWhileTheFullListWaitsGoesIntoIt() async {
        let outbox = await outbox()
        outbox.put(.make("old"))
        outbox.putAll([.make("x"), .make("y")])
        outbox.put(.make("x", .failed))
        outbox.put(.make("y", .absent))
        let frame = await outbox.next()
        #expect(frame?.observations.full == true)
        #expect(frame?.observations.observations == [.make("x", .failed)])
    }

    @Test func heartbeatsOvertake() async {
        let outbox = await outbox()
        outbox.putAll([.make("x")])
        outbox.putHeartbeat {
            var frame = AgentFrame()
            frame.heartbeat.sentAt = 1
            return frame
        }
        #expect(await outbox.next()?.heartbeat.sentAt == 1)
        #expect(await outbox.next()?.observations.full == true)
    }

    @Test func manyChangesGoInBatches() async {
        let outbox = await outbox(batch: 10)
        for index in 0..<25 { outbox.put(.make("\(index)")) }
        var sizes: [Int] = []
        for _ in 0..<3 { sizes.append(await outbox.next()?.observations.observations.count ?? -1) }
        #expect(sizes == [10, 10, 5])
    }

    @Test func closeEndsTheWait() async {
        let outbox = await outbox()
        async let frame = outbox.next()
        outbox.close()
        #expect(await frame == nil)
    }

    @Test func cancellationEndsTheWait() async {
        let outbox = await outbox()
        let task = Task { await outbox.next() }
        task.cancel()
        #expect(await task.value == nil)
    }
}
