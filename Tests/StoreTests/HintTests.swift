import Store
import StoreTesting
import Testing

@Suite struct HintTests {
    private struct Refused: Error {}

    /// The hints that come until one of the topic "end".
    private func hintsUntilEnd(_ stream: AsyncStream<Hint>) async -> [Hint] {
        var hints: [Hint] = []
        for await hint in stream {
            if hint.topic == "end" { break }
            hints.append(hint)
        }
        return hints
    }

    @Test(arguments: TestEngine.all) func everySubscriberSeesEveryHint(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        let streams = [store.hints(), store.hints()]
        try await store.write { $0.hint("animal", "1") }
        try await store.write { $0.hint("animal", "2") }
        try await store.write { $0.hint("end", "") }
        for stream in streams { #expect(await hintsUntilEnd(stream) == [Hint("animal", "1"), Hint("animal", "2")]) }
    }

    @Test(arguments: TestEngine.all) func aHintComesAfterItsCommit(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        let stream = store.hints()
        let listener = Task {
            for await hint in stream {
                return try await store.animals().contains(hint.id)
            }
            return false
        }
        try await store.write { tx in
            tx.hint("animal", "swift")
            try tx.insertAnimal("swift")
        }
        #expect(try await listener.value)
    }

    @Test(arguments: TestEngine.all) func aRolledBackWriteHintsNothing(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        let stream = store.hints()
        // Alone, and among others that share its commit.
        await withTaskGroup { group in
            for number in 0..<50 {
                group.addTask {
                    try? await store.write { tx in
                        tx.hint("refused", "\(number)")
                        throw Refused()
                    }
                }
            }
        }
        #expect(store.revision(of: "refused") == 0)
        try await store.write { $0.hint("end", "") }
        #expect(await hintsUntilEnd(stream).isEmpty)
    }

    @Test(arguments: TestEngine.all) func equalHintsThatWaitAreOne(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        let stream = store.hints()
        for _ in 0..<5 {
            try await store.write { tx in
                tx.hint("animal", "1")
                tx.hint("animal", "2")
                tx.hint("animal", "1")
            }
        }
        try await store.write { $0.hint("end", "") }
        #expect(await hintsUntilEnd(stream) == [Hint("animal", "1"), Hint("animal", "2")])
    }

    @Test(arguments: TestEngine.all) func aHintThatWasTakenComesAgain(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        var iterator = store.hints().makeAsyncIterator()
        for _ in 0..<3 {
            try await store.write { $0.hint("animal", "1") }
            #expect(await iterator.next() == Hint("animal", "1"))
        }
    }

    @Test(arguments: TestEngine.all) func revisionsGrowWithEachCommitThatHints(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        #expect(store.revision(of: "animal") == 0)
        for expected in 1...3 as ClosedRange<UInt64> {
            try await store.write { $0.hint("animal", "1") }
            #expect(store.revision(of: "animal") == expected)
        }
        try await store.write { $0.hint("other", "1") }
        #expect(store.revision(of: "animal") == 3)
    }

    @Test(arguments: TestEngine.all) func closeEndsTheStreams(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        let before = store.hints()
        await store.close()
        for stream in [before, store.hints()] {
            var iterator = stream.makeAsyncIterator()
            #expect(await iterator.next() == nil)
        }
    }

    @Test(arguments: TestEngine.all) func cancellationEndsAListener(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        let stream = store.hints()
        let listener = Task {
            var count = 0
            for await _ in stream { count += 1 }
            return count
        }
        listener.cancel()
        #expect(await listener.value == 0)
    }
}
