import AgentProtocol
import Synchronization
import Testing

@testable import AgentRuntime

@Suite struct LanesTests {
    private let time = VirtualAgentTime()
    private let role = FakeRole()
    private let board = Board()

    private func running(_ body: (Lanes) async -> Void) async {
        let lanes = Lanes(time: time, seed: 1) { [board] in board.report($0, by: $1) }
        let task = Task { await lanes.run() }
        await body(lanes)
        role.release()
        task.cancel()
        await task.value
    }

    @Test func intermediateGenerationsAreSkipped() async {
        await running { lanes in
            role.hold()
            lanes.apply(.make("x", 1), in: "s", role: role)
            await eventually("the first runs") { role.now.held.count == 1 }
            for generation: UInt64 in 2...50 { lanes.apply(.make("x", generation), in: "s", role: role) }
            role.release()
            await eventually("the last is there") { role.now.host[ItemKey(set: "s", id: "x")] == 50 }
            #expect(role.now.applied.map(\.generation) == [1, 50])
        }
    }

    @Test func anItemIsNeverWorkedOnTwiceAtOnce() async {
        await running { lanes in
            await withTaskGroup(of: Void.self) { group in
                for generation: UInt64 in 1...200 {
                    group.addTask {
                        for id in ["x", "y", "z"] { lanes.apply(.make(id, generation), in: "s", role: role) }
                        if generation.isMultiple(of: 7) { lanes.remove(ItemKey(set: "s", id: "x"), role: role) }
                    }
                }
            }
            lanes.apply(.make("x", 1000), in: "s", role: role)
            await eventually("all is done") {
                role.now.host[ItemKey(set: "s", id: "x")] == 1000 && role.now.host[ItemKey(set: "s", id: "y")] == 200
            }
            #expect(role.now.overlaps == 0)
        }
    }

    @Test func differentItemsDoNotWaitForEachOther() async {
        await running { lanes in
            role.hold()
            for id in ["x", "y", "z"] { lanes.apply(.make(id), in: "s", role: role) }
            await eventually("all three run") { role.now.held.count == 3 }
        }
    }

    @Test func failuresAreRetriedLaterAndLater() async {
        await running { lanes in
            role.change { $0.failures = 3 }
            lanes.apply(.make("x"), in: "s", role: role)
            for attempt in 1...3 {
                await eventually("attempt \(attempt)") { role.now.applied.count == attempt && time.deadlines.count == 1 }
                #expect(board.entries(of: "s").values.map(\.observation.state) == [.failed])
                time.advance(by: .seconds(1 << (attempt - 1)))
            }
            await eventually("it is made") { board.entries(of: "s").values.map(\.observation.state) == [.ready] }
            #expect(role.now.applied.count == 4)
        }
    }

    @Test func olderGenerationsAreRefused() async {
        await running { lanes in
            lanes.apply(.make("x", 5), in: "s", role: role)
            lanes.apply(.make("x", 4), in: "s", role: role)
            #expect(lanes.refused == 1)
            await eventually("the newer is there") { role.now.host[ItemKey(set: "s", id: "x")] == 5 }
            #expect(role.now.applied.map(\.generation) == [5])
        }
    }

    @Test func removedItemsLeaveNothing() async {
        await running { lanes in
            lanes.apply(.make("x", 5), in: "s", role: role)
            lanes.remove(ItemKey(set: "s", id: "x"), role: role)
            await eventually("it is gone") { role.now.removed == ["x"] && board.entries(of: "s").isEmpty }
            lanes.apply(.make("x", 1), in: "s", role: role)
            await eventually("a new one of that name is made") { role.now.host[ItemKey(set: "s", id: "x")] == 1 }
        }
    }
}
