import Testing

@testable import AgentRuntime

@Suite struct RepeatsTests {
    @Test func theSameIsToldOnceAMinute() {
        var repeats = Repeats(every: .seconds(60))
        let told = [("a", 1), ("a", 2), ("b", 3), ("b", 62), ("b", 63)].map { repeats.isNews($0, at: .seconds($1)) }
        #expect(told == [true, false, true, false, true])
    }
}
