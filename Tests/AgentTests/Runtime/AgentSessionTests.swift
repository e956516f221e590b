import AgentProtocol
import Logging
import Testing

@testable import AgentRuntime

@Suite struct AgentSessionTests {
    private let time = VirtualAgentTime()
    private let controller = FakeController()
    private let files = MemoryFiles()
    private let status = AgentStatus()

    private func agent(_ role: FakeRole) -> Agent {
        Agent(
            state: AgentState("/state"), roles: [role], status: status, credentials: nil,
            seams: .init(dialer: controller, time: time, files: files, seed: 1), logger: Logger(label: "test")
        ) {
            var hello = Hello()
            hello.host = "node1"
            return hello
        }
    }

    private func running(_ role: FakeRole, _ body: () async throws -> Void) async throws {
        let agent = agent(role)
        let task = Task { try await agent.run() }
        try await body()
        role.release()
        task.cancel()
        try await task.value
    }

    private func connect(epoch: UInt64 = 1, sets: [String] = ["s"]) async {
        await eventually("the agent has dialled") { controller.isConnected }
        controller.welcome(epoch: epoch, sets: sets)
        await eventually("the agent is connected") { status.values.epoch == epoch && status.values.connected }
    }

    private func observed(_ id: String) -> [Observation] {
        controller.frames.flatMap(\.observations.observations).filter { $0.id == id }
    }

    @Test func helloThenEverythingThenWork() async throws {
        let role = FakeRole(host: [ItemKey(set: "s", id: "old"): 1])
        try await running(role) {
            await connect()
            await eventually("all that is here was told") { controller.frames.contains { $0.observations.full } }
            #expect(controller.frames.first?.hello.host == "node1")
            #expect(controller.frames.first?.epoch == 0)
            #expect(observed("old").map(\.state) == [.ready])
            controller.send(.make(1, .itemSet(.make("s", revision: 4, [.make("x", 2), .make("old", 1)]))))
            await eventually("x is made and told") { observed("x").last?.state == .ready }
            #expect(observed("x").last?.generation == 2)
            await eventually("the set was acknowledged") {
                controller.frames.contains { $0.setTaken.set == "s" && $0.setTaken.revision == 4 && $0.epoch == 1 }
            }
            controller.send(.make(1, .setDelta(.make("s", revision: 5, removed: ["old"]))))
            await eventually("old is gone and told") { observed("old").last?.state == .absent }
        }
    }

    @Test func framesOfAnotherEpochAreDropped() async throws {
        let role = FakeRole()
        try await running(role) {
            await connect(epoch: 7)
            controller.send(.make(6, .itemSet(.make("s", [.make("stray")]))))
            controller.send(.make(7, .itemSet(.make("s", [.make("x")]))))
            await eventually("x is made") { role.now.applied.map(\.id) == ["x"] }
            #expect(status.values.strayFrames == 1)
        }
    }

    @Test func partsAreNotActedOn() async throws {
        let role = FakeRole()
        try await running(role) {
            await connect()
            controller.send(.make(1, .itemSet(.make("s", [.make("x")], last: false))))
            controller.send(.make(1, .itemSet(.make("t", [.make("y")]))))
            await eventually("y is made") { role.now.applied.map(\.id) == ["y"] }
            controller.send(.make(1, .itemSet(.make("s", [.make("z")]))))
            await eventually("both are made") { Set(role.now.applied.map(\.id)) == ["x", "y", "z"] }
        }
    }

    @Test func silenceEndsTheSessionAndTheAgentComesBack() async throws {
        try await running(FakeRole()) {
            await connect()
            await eventually("the agent waits for its first heartbeat") { !time.deadlines.isEmpty }
            time.advance(by: .milliseconds(50))
            await eventually("heartbeats are sent") { controller.frames.contains { $0.heartbeat.sentAt > 0 } }
            let start = time.uptime
            await eventually("a second dial") {
                time.advance(by: .milliseconds(100))
                return controller.dials == 2
            }
            #expect(time.uptime - start >= .seconds(3))
            #expect(!status.values.connected)
        }
    }

    @Test func heartbeatsKeepTheSessionAndTellTheDrift() async throws {
        try await running(FakeRole()) {
            await connect()
            for _ in 0..<20 {
                let count = controller.frames.count { $0.heartbeat.sentAt > 0 }
                time.advance(by: .seconds(1))
                await eventually("the next heartbeat") { controller.frames.count { $0.heartbeat.sentAt > 0 } > count }
                var heartbeat = Apus_Agent_V1_Heartbeat()
                heartbeat.echo = controller.frames.last { $0.heartbeat.sentAt > 0 }?.heartbeat.sentAt ?? 0
                heartbeat.echoReceivedAt = time.wall - 250_000
                heartbeat.sentAt = time.wall - 250_000
                controller.send(.make(1, .heartbeat(heartbeat)))
                await eventually("it was heard") { status.values.drift == 250_000 }
            }
            #expect(controller.dials == 1)
            #expect(controller.frames.last { $0.heartbeat.sentAt > 0 }?.heartbeat.echo ?? 0 > 0)
        }
    }

    @Test func aRestartedControllerHasTheHostBackWithinFiveSeconds() async throws {
        let role = FakeRole()
        try await running(role) {
            await connect()
            controller.send(.make(1, .itemSet(.make("s", [.make("x")]))))
            await eventually("x is made") { role.now.host.count == 1 }
            controller.fail(FakeController.Unreachable())
            controller.hangUp()
            await eventually("the session is over") { !status.values.connected }
            await eventually("the agent dials again and again") {
                time.advance(by: .milliseconds(500))
                return controller.dials > 10
            }
            controller.fail(nil)
            await eventually("the agent is back") {
                time.advance(by: .milliseconds(100))
                return controller.isConnected
            }
            await connect(epoch: 2)
            #expect(role.now.applied.count == 1, "nothing on the host was disturbed")
            #expect(role.now.removed.isEmpty)
        }
    }

    @Test func aRefusedHostGoesOnAndAsksSlowly() async throws {
        let role = FakeRole(host: [ItemKey(set: "s", id: "x"): 1])
        controller.fail(Refusal("the host was removed"))
        try await running(role) {
            await eventually("it knows why") { status.values.refusal == "the host was removed" }
            await eventually("it waits") { time.deadlines.contains { $0 - time.uptime >= .seconds(15) } }
            time.advance(by: .seconds(14))
            #expect(controller.dials == 1)
            time.advance(by: .seconds(17))
            await eventually("it asks again") { controller.dials == 2 }
            #expect(role.now.removed.isEmpty)
            controller.fail(nil)
            await eventually("it waits") { time.deadlines.contains { $0 - time.uptime >= .seconds(15) } }
            time.advance(by: .seconds(31))
            await connect()
            #expect(status.values.refusal == nil)
        }
    }

    @Test func theCopyOfTheSetsLetsTheHostRunOn() async throws {
        controller.fail(FakeController.Unreachable())
        let held = DesiredState.HeldSet(revision: 3, items: ["x": .make("x", 2)])
        try files.write(SetsFile.encode(["s": held]), to: "/state/sets.bin", mode: 0o600)
        let role = FakeRole(host: [ItemKey(set: "s", id: "gone"): 1])
        try await running(role) {
            await eventually("x is made") { role.now.host[ItemKey(set: "s", id: "x")] == 2 }
            #expect(role.now.removed.isEmpty, "nothing goes before the controller has said so")
        }
    }

    @Test func aDamagedCopyIsIgnored() async throws {
        try files.write([1, 2, 3], to: "/state/sets.bin", mode: 0o600)
        let role = FakeRole()
        try await running(role) {
            await connect()
            controller.send(.make(1, .itemSet(.make("s", [.make("x")]))))
            await eventually("x is made") { role.now.host.count == 1 }
            await eventually("the copy is whole again") {
                (try? files.read("/state/sets.bin")).flatMap { $0 }.flatMap(SetsFile.decode)?["s"]?.items.keys.contains("x")
                    == true
            }
        }
    }

    @Test func anEmptyDatabaseDoesNotEmptyTheHost() async throws {
        let keys = (1...4).map { ItemKey(set: "s", id: "\($0)") }
        let role = FakeRole(guardsRemoval: true, host: Dictionary(uniqueKeysWithValues: keys.map { ($0, 1) }))
        try await running(role) {
            await connect(sets: [])
            controller.send(.make(1, .itemSet(.make("t", [.make("y")]))))
            await eventually("work goes on") { role.now.applied.map(\.id) == ["y"] }
            #expect(status.values.refusedSets.keys.sorted() == ["s"])
            controller.send(.make(1, .itemSet(.make("s", []))))
            controller.send(.make(1, .setDelta(.make("s", revision: 9, removed: ["1", "2", "3", "4"]))))
            controller.send(.make(1, .itemSet(.make("t", revision: 2, [.make("y"), .make("z")]))))
            await eventually("z is made") { role.now.applied.map(\.id) == ["y", "z"] }
            #expect(role.now.removed.isEmpty)
            #expect(!controller.frames.contains { $0.setTaken.set == "s" })
            controller.send(.make(1, .itemSet(.make("s", [], confirmed: true))))
            await eventually("an operator's word removes them") { role.now.removed.sorted() == ["1", "2", "3", "4"] }
            #expect(status.values.refusedSets.isEmpty)
        }
    }

    @Test func whatWasRemovedOnPurposeGoesAlsoWithAWholeSet() async throws {
        let keys = (1...4).map { ItemKey(set: "s", id: "\($0)") }
        let role = FakeRole(guardsRemoval: true, host: Dictionary(uniqueKeysWithValues: keys.map { ($0, 1) }))
        try await running(role) {
            await connect()
            var part = ItemSet.make("s", [])
            part.removed = ["1", "2", "3", "never-here"]
            controller.send(.make(1, .itemSet(part)))
            await eventually("all go: one for no known reason") { role.now.removed.sorted() == ["1", "2", "3", "4"] }
            await eventually("the controller hears of each") {
                ["1", "2", "3", "4", "never-here"].allSatisfy { observed($0).last?.state == .absent }
            }
            #expect(status.values.refusedSets.isEmpty)
        }
    }

    @Test func whatWasNeverHereIsAbsent() async throws {
        try await running(FakeRole()) {
            await connect()
            controller.send(.make(1, .itemSet(.make("s", []))))
            controller.send(.make(1, .setDelta(.make("s", revision: 5, removed: ["quick"]))))
            await eventually("the controller hears of it") { observed("quick").last?.state == .absent }
        }
    }

    @Test func anUnknownKindIsSaidSo() async throws {
        try await running(FakeRole()) {
            await connect()
            var item = Item()
            item.id = "future"
            item.generation = 1
            controller.send(.make(1, .itemSet(.make("s", [item]))))
            await eventually("it failed with a reason") { observed("future").last?.problem.code == "AGENT-ROLE-MISSING" }
        }
    }
}
