import Core
import Store
import StoreTesting
import Testing

@Suite struct GroupCommitTests {
    private struct Refused: Error {}

    /// Runs `count` writes of which every `nth` throws after it has written; most of them share commits.
    @Test(arguments: TestEngine.all, [2, 3, 7])
    func aThrowingJobIsUndoneAlone(engine: TestEngine, nth: Int) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        let count = 300
        let refused = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<count {
                group.addTask {
                    do {
                        try await store.write { tx in
                            try tx.insertAnimal("animal-\(number)")
                            if number % nth == 0 { throw Refused() }
                        }
                        return false
                    } catch {
                        return error is Refused
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(refused == (count + nth - 1) / nth)
        let expected = (0..<count).filter { $0 % nth != 0 }.map { "animal-\($0)" }.sorted()
        #expect(try await store.animals() == expected)
    }

    @Test(arguments: TestEngine.all) func concurrentIncrementsAreNotLost(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        try await store.write { try $0.insertAnimal("centipede") }
        try await withThrowingTaskGroup { group in
            for _ in 0..<64 {
                group.addTask {
                    for _ in 0..<10 { try await store.write { try $0.execute("UPDATE animal SET legs = legs + 1") } }
                }
            }
            try await group.waitForAll()
        }
        let legs: Int? = try await store.read { try $0.value("SELECT legs FROM animal") }
        #expect(legs == 642)
    }

    /// A job of the batch makes SQLite undo the whole transaction; those before it must not be told of a success.
    @Test(arguments: TestEngine.all) func anUndoneTransactionFailsItsBatch(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        let succeeded = await withTaskGroup(of: String?.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let name = "animal-\(number)"
                    do {
                        try await store.write { tx in
                            try tx.insertAnimal(name)
                            if number == 50 { try tx.execute("ROLLBACK") }
                        }
                        return name
                    } catch {
                        return nil
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }.sorted()
        }
        #expect(!succeeded.contains("animal-50"))
        #expect(try await store.animals() == succeeded)
    }

    /// As when a controller is stopped while it serves requests: each gets an answer.
    @Test func closeBesideReadersAndWriters() async throws {
        for round in 0..<30 {
            let scratch = try Scratch()
            let store = try scratch.store()
            let refused = await withTaskGroup(of: [String].self) { group in
                for number in 0..<16 {
                    group.addTask {
                        var codes: [String] = []
                        for turn in 0..<200 where codes.isEmpty {
                            do {
                                if number.isMultiple(of: 4) {
                                    try await store.write { try $0.insertAnimal("animal-\(number)-\(turn)") }
                                } else {
                                    _ = try await store.animals()
                                }
                            } catch let fault as Fault {
                                codes.append(fault.code)
                            } catch {
                                codes.append("\(error)")
                            }
                        }
                        return codes
                    }
                }
                for _ in 0..<round { await Task.yield() }
                await store.close()
                return await group.reduce(into: Set<String>()) { $0.formUnion($1) }
            }
            #expect(refused.isSubset(of: ["STORE-CLOSED"]), "round \(round)")
        }
    }

    @Test(arguments: TestEngine.all) func closeWritesWhatWaitsAndThenRefuses(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        let written = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<50 {
                group.addTask {
                    do {
                        try await store.write { try $0.insertAnimal("animal-\(number)") }
                        return true
                    } catch let fault as Fault where fault.code == "STORE-CLOSED" {
                        return false
                    }
                }
            }
            await store.close()
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        let fault = await #expect(throws: Fault.self) { try await store.write { try $0.insertAnimal("late") } }
        #expect(fault?.code == "STORE-CLOSED")
        let read = await #expect(throws: Fault.self) { try await store.animals() }
        #expect(read?.code == "STORE-CLOSED")
        let again = try scratch.store()
        #expect(try await again.animals().count == written)
        #expect(!scratch.files.contains { $0.hasSuffix("-journal") })
    }
}
