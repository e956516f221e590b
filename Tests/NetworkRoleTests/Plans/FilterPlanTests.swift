import AgentProtocol
import AgentRuntime
import Testing

@testable import NetworkRole

/// From what is wanted and what is known to one transaction.
@Suite struct FilterPlanTests {
    private var wanted: Wanted {
        var wanted = Wanted()
        var touched = Wanted.Touched()
        wanted.take(Items.port(OverlayTests.one), in: "host/h", &touched)
        wanted.take(Items.rules(OverlayTests.rules), in: SetName.group(Items.group), &touched)
        wanted.take(Items.member(OverlayTests.one), in: SetName.group(Items.group), &touched)
        return wanted
    }

    private func plan(_ state: FilterState, _ wanted: Wanted, ports: Set<String> = [], groups: Set<String> = []) -> FilterPlan {
        var touched = Wanted.Touched()
        touched.ports = ports
        touched.groups = groups
        return plan(state, wanted, touched)
    }

    private func plan(_ state: FilterState, _ wanted: Wanted, _ touched: Wanted.Touched) -> FilterPlan {
        let work = FilterWork(state: state, tracking: .marks).units(wanted, touched, bridges: [:])
        return FilterPlan(state, wanted: work.wanted, removed: work.removed)
    }

    private var applied: FilterState {
        var state = FilterState()
        state.take(plan(state, wanted, ports: [OverlayTests.one.port], groups: [Items.group]))
        return state
    }

    @Test func aPortBringsItsGroup() {
        let lines = plan(FilterState(), wanted, ports: [OverlayTests.one.port]).text.split(separator: "\n").map(String.init)
        let jump = lines.firstIndex { $0.hasSuffix("jump out_5ec00000_0000_4000_8000_000000000001") }
        let chain = lines.firstIndex(of: "add chain bridge apus_filter out_5ec00000_0000_4000_8000_000000000001")
        let enter = lines.firstIndex {
            $0.contains("from_taps { \"tap11111111-11\" comment \"apus:port:\(OverlayTests.one.port):1:")
        }
        #expect(chain != nil && jump != nil && enter != nil)
        #expect((chain ?? 0) < (jump ?? 0))
        #expect((jump ?? 0) < (enter ?? 0), "no packet gets into a chain that is not complete")
        #expect(lines.contains("add element bridge apus_filter m4_5ec00000_0000_4000_8000_000000000001 { 10.0.0.11 }"))
    }

    @Test func nothingChangesTwice() {
        #expect(plan(applied, wanted, ports: [OverlayTests.one.port], groups: [Items.group]).text.isEmpty)
    }

    @Test func labelsAreEnoughAfterARestart() {
        let found = FilterState(found: applied.units.values.map(\.unit))
        #expect(plan(found, wanted, ports: [OverlayTests.one.port], groups: [Items.group]).text.isEmpty)
    }

    @Test func oneMemberMoreIsOneElementMore() {
        var more = wanted
        var touched = Wanted.Touched()
        more.take(Items.member(OverlayTests.two), in: SetName.group(Items.group), &touched)
        #expect(touched.groups == [Items.group])
        let lines = plan(applied, more, groups: touched.groups).text.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines.first == "add element bridge apus_filter m4_5ec00000_0000_4000_8000_000000000001 { 10.0.0.12 }")
    }

    @Test func aNewGenerationOfTheSameIsALabel() {
        var newer = wanted
        var touched = Wanted.Touched()
        newer.take(Items.port(OverlayTests.one, generation: 2), in: "host/h", &touched)
        let text = plan(applied, newer, ports: touched.ports).text
        #expect(!text.contains("add rule"))
        #expect(text.contains("apus:port:\(OverlayTests.one.port):2:"))
    }

    /// A thousand ports have the same group: what it contains is none of this change.
    @Test func aChangedPortLeavesItsGroupAlone() {
        var newer = wanted
        var touched = Wanted.Touched()
        var port = Items.port(OverlayTests.one, generation: 2)
        port.port.addresses.append(Items.address("10.0.0.99"))
        newer.take(port, in: "host/h", &touched)
        #expect(touched.groups.isEmpty && touched.released.isEmpty)
        let lines = plan(applied, newer, touched).text.split(separator: "\n")
        #expect(!lines.isEmpty)
        #expect(lines.allSatisfy { $0.contains("tap11111111") })
    }

    @Test func aGroupThatNoRuleNamesAnyMoreGoes() {
        var named = Wanted()
        var touched = Wanted.Touched()
        let other = "5ec00000-0000-4000-8000-000000000002"
        named.take(
            Items.rules([Items.rule("1", ingress: true, group: other)]), in: SetName.group(Items.group), &touched)
        var state = FilterState()
        state.take(plan(state, named, touched))
        #expect(state.units[.group(other)] != nil)
        touched = Wanted.Touched()
        named.take(Items.rules([], generation: 2), in: SetName.group(Items.group), &touched)
        state.take(plan(state, named, touched))
        #expect(state.units[.group(other)] == nil && state.units[.group(Items.group)] != nil)
    }

    @Test func theLastPortTakesItsGroupAlong() {
        var touched = Wanted.Touched()
        var none = wanted
        none.remove(ItemKey(set: "host/h", id: OverlayTests.one.port), &touched)
        none.remove(ItemKey(set: SetName.group(Items.group), id: "rules"), &touched)
        none.remove(ItemKey(set: SetName.group(Items.group), id: OverlayTests.one.port), &touched)
        let plan = plan(applied, none, touched)
        var after = applied
        after.take(plan)
        #expect(after.units.isEmpty)
        let lines = plan.text.split(separator: "\n").map(String.init)
        #expect(
            lines.first == "delete element bridge apus_filter from_taps { \"tap11111111-11\" }"
                || lines.contains("delete element bridge apus_filter from_taps { \"tap11111111-11\" }"))
        #expect(lines.contains("delete chain bridge apus_filter in_5ec00000_0000_4000_8000_000000000001"))
        #expect(lines.contains("delete set bridge apus_filter m6_5ec00000_0000_4000_8000_000000000001"))
    }

    @Test func labelsAreReadBack() {
        let listing = """
            table bridge apus_filter {
            \tmap from_taps {
            \t\ttype ifname : verdict
            \t\telements = { "tapa" comment "apus:port:p1:4:ab12:0" : goto from_tapa,
            \t\t\t     "tapb" comment "apus:port:p2:1:cd:0" : goto from_tapb,
            \t\t\t     "tapc" : goto from_tapc }
            \t}
            }
            """
        let found = FilterLabels.elements(listing)
        #expect(found.map(\.name) == ["tapa", "tapb"])
        #expect(found.map(\.label) == [Label(.port, "p1", 4, digest: "ab12"), Label(.port, "p2", 1, digest: "cd")])
    }
}
