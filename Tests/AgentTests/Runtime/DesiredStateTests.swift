import AgentProtocol
import Testing

@testable import AgentRuntime

@Suite struct DesiredStateTests {
    private func fresh(_ sets: [String] = ["a"]) -> DesiredState {
        var state = DesiredState()
        state.begin(subscribed: sets)
        return state
    }

    private func held(_ items: [Item], _ revision: UInt64 = 1) -> DesiredState.HeldSet {
        DesiredState.HeldSet(revision: revision, items: Dictionary(uniqueKeysWithValues: items.map { ($0.id, $0) }))
    }

    @Test func partsCountOnlyTogether() {
        var state = fresh()
        #expect(state.take(.make("a", [.make("x")], last: false)) == .gathering)
        #expect(state.sets.isEmpty)
        let whole = held([.make("x"), .make("y")])
        #expect(state.take(.make("a", [.make("y")])) == .whole("a", whole, removed: [], removalConfirmed: false))
        state.accept("a", whole)
        #expect(state.sets == ["a": whole])
        #expect(state.item(ItemKey(set: "a", id: "y")) == .make("y"))
    }

    @Test func partsOfAnotherRevisionStartAnew() {
        var state = fresh()
        _ = state.take(.make("a", revision: 1, [.make("x")], last: false))
        let outcome = state.take(.make("a", revision: 2, [.make("y")]))
        #expect(outcome == .whole("a", held([.make("y")], 2), removed: [], removalConfirmed: false))
    }

    @Test func aNewSessionForgetsHalfSets() {
        var state = fresh()
        _ = state.take(.make("a", [.make("x")], last: false))
        state.begin(subscribed: ["a"])
        #expect(state.take(.make("a", [.make("y")])) == .whole("a", held([.make("y")]), removed: [], removalConfirmed: false))
    }

    @Test func aDeltaNeedsTheWholeSetOfThisSession() {
        var state = DesiredState(sets: ["a": held([.make("x")])])
        state.begin(subscribed: ["a"])
        #expect(state.take(.make("a", revision: 2, removed: ["x"])) == .ignored("the whole set has not been taken"))
        #expect(state.sets["a"]?.items.count == 1)
    }

    @Test func aDeltaChangesAndRemoves() {
        var state = fresh()
        state.accept("a", held([.make("x", 5), .make("y")]))
        let delta = SetDelta.make("a", revision: 2, changed: [.make("x", 4), .make("z")], removed: ["y", "unknown"])
        #expect(state.take(delta) == .changed("a", changed: [.make("z")], removed: ["y", "unknown"], revision: 2))
        #expect(state.sets == ["a": held([.make("x", 5), .make("z")], 2)])
        #expect(state.take(delta) == .ignored("older than what is held"))
    }

    @Test func whatWasRemovedOnPurposeIsToldApart() {
        var state = fresh()
        var part = ItemSet.make("a", [.make("x")])
        part.removed = ["y", "x"]
        #expect(state.take(part) == .whole("a", held([.make("x")]), removed: ["y"], removalConfirmed: false))
    }

    @Test func orphansAreHeldButNotNamed() {
        var state = DesiredState(sets: ["a": held([]), "b": held([])])
        #expect(state.orphans.isEmpty, "before the first session nothing is known")
        state.begin(subscribed: ["b"])
        #expect(state.orphans == ["a"])
        state.accept("c", held([]))
        #expect(state.orphans == ["a"], "a set that came later is subscribed to")
        state.drop("a")
        #expect(state.orphans.isEmpty)
    }
}
