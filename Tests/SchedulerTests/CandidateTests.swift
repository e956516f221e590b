import Core
import HTTPTypes
import Store
import Testing

@testable import Scheduler

/// Allocation candidates: two hosts, one of them with a card of its own, and a disk array that both may use.
struct CandidateTests {
    private static func uuid(_ digit: Int) -> String { "\(digit)0000000-0000-4000-8000-000000000000" }
    private static let one = uuid(1), two = uuid(2), card = uuid(3), second = uuid(4), array = uuid(5), aggregate = uuid(9)

    private static func record(
        _ uuid: String, parent: String? = nil, root: String? = nil, _ totals: [String: Int64], traits: Set<String> = [],
        aggregates: Set<String> = []
    ) -> ProviderRecord {
        ProviderRecord(
            uuid: uuid, name: uuid, generation: 0, parent: parent, root: root ?? uuid,
            slots: totals.reduce(into: [:]) { slots, total in
                slots[total.key] = Slot(inventory: Inventory(resourceClass: total.key, total: total.value), used: 0)
            }, traits: traits, aggregates: aggregates, host: nil)
    }

    private static let world = World(
        revision: .none,
        providers: [
            record(one, ["VCPU": 8, "DISK_GB": 10], traits: ["HW_CPU_X86_AVX2"], aggregates: [aggregate]),
            record(two, ["VCPU": 4], traits: ["HW_NUMA_ROOT"], aggregates: [aggregate]),
            record(card, parent: two, root: two, ["VGPU": 2], traits: ["CUSTOM_CARD"]),
            record(second, parent: two, root: two, ["VGPU": 1], traits: ["CUSTOM_CARD"]),
            record(array, ["DISK_GB": 1000], traits: ["MISC_SHARES_VIA_AGGREGATE"], aggregates: [aggregate]),
        ], aggregates: AggregateMap([]))

    /// Each candidate as `provider: CLASS=amount` with the first digit of providers.
    private func find(_ groups: [RequestGroup], _ change: (inout CandidateRequest) -> Void = { _ in }) -> Set<String> {
        var request = CandidateRequest(groups: groups)
        change(&request)
        let texts = CandidateSearch.run(request, Self.world).map { candidate in
            candidate.allocations.sorted { $0.key < $1.key }.map { provider, amounts in
                "\(provider.prefix(1)): " + amounts.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: " ")
            }.joined(separator: ", ")
        }
        return Set(texts)
    }

    private func group(_ resources: [String: Int64], _ change: (inout ProviderFilter) -> Void = { _ in }) -> RequestGroup {
        group("", resources, change)
    }

    private func group(
        _ suffix: String, _ resources: [String: Int64], _ change: (inout ProviderFilter) -> Void = { _ in }
    ) -> RequestGroup {
        var group = RequestGroup(suffix: suffix, resources: resources)
        change(&group.filter)
        return group
    }

    @Test func oneClass() {
        #expect(find([group(["VCPU": 2])]) == ["1: VCPU=2", "2: VCPU=2"])
        #expect(find([group(["VCPU": 5])]) == ["1: VCPU=5"])
        #expect(find([group(["VCPU": 2])]) { $0.limit = 1 }.count == 1)
    }

    @Test func sharing() {
        let found = find([group(["VCPU": 1, "DISK_GB": 5])])
        #expect(found == ["1: DISK_GB=5 VCPU=1", "1: VCPU=1, 5: DISK_GB=5", "2: VCPU=1, 5: DISK_GB=5"])
        #expect(find([group(["DISK_GB": 500])]) == ["5: DISK_GB=500"])
    }

    @Test func trees() {
        let wish = [group(["VCPU": 1, "VGPU": 1])]
        #expect(find(wish) == ["2: VCPU=1, 3: VGPU=1", "2: VCPU=1, 4: VGPU=1"])
        #expect(find(wish) { $0.knowsTrees = false }.isEmpty)
        #expect(find([group(["VGPU": 1])]) { $0.knowsTrees = false } == ["3: VGPU=1", "4: VGPU=1"])
    }

    @Test func traits() {
        #expect(find([group(["VCPU": 1]) { $0.required = [["HW_CPU_X86_AVX2"]] }]) == ["1: VCPU=1"])
        #expect(find([group(["VCPU": 1]) { $0.forbidden = ["HW_CPU_X86_AVX2"] }]) == ["2: VCPU=1"])
        #expect(find([group(["VCPU": 1]) { $0.required = [["HW_CPU_X86_AVX2", "HW_NUMA_ROOT"]] }]).count == 2)
        #expect(find([group(["VCPU": 1])]) { $0.rootFilter.required = [["HW_NUMA_ROOT"]] } == ["2: VCPU=1"])
        // The traits of all who give something count together.
        #expect(find([group(["VCPU": 1, "VGPU": 1]) { $0.required = [["CUSTOM_CARD"], ["HW_NUMA_ROOT"]] }]).count == 2)
    }

    @Test func granularGroups() {
        let cards = [group("1", ["VGPU": 1]), group("2", ["VGPU": 1])]
        #expect(find(cards) == ["3: VGPU=2", "3: VGPU=1, 4: VGPU=1"])
        #expect(find(cards) { $0.policy = .isolate } == ["3: VGPU=1, 4: VGPU=1"])
    }

    @Test func inTree() {
        #expect(find([group(["VCPU": 1]) { $0.inTree = Self.card }]) == ["2: VCPU=1"])
        #expect(find([group(["VCPU": 1]), group("1", ["DISK_GB": 5]) { $0.inTree = Self.array }]).count == 2)
        #expect(find([group(["VCPU": 1]) { $0.inTree = Self.uuid(8) }]).isEmpty)
    }

    @Test func aggregates() {
        #expect(find([group(["VCPU": 1]) { $0.memberOf = [[Self.aggregate]] }]).count == 2)
        #expect(find([group(["VCPU": 1]) { $0.forbiddenAggregates = [Self.aggregate] }]).isEmpty)
    }

    @Test func sameSubtree() {
        let wish = [group("_C", ["VCPU": 1]), group("_G", ["VGPU": 1])]
        #expect(find(wish) { $0.sameSubtrees = [["_C", "_G"]] }.count == 2)
        // The two cards are siblings.
        let cards = [group("_1", ["VGPU": 2]), group("_2", ["VGPU": 1])]
        #expect(find(cards) { $0.sameSubtrees = [["_1", "_2"]] }.isEmpty)
        // Unless their parent is among the providers, for a group that wants nothing of it.
        let parent = group("_P", [:]) { $0.required = [["HW_NUMA_ROOT"]] }
        #expect(find(cards + [parent]) { $0.sameSubtrees = [["_1", "_2", "_P"]] } == ["3: VGPU=2, 4: VGPU=1"])
    }

    // MARK: The query and the answer

    @Test func overTheAPI() async throws {
        try await TestCloud.run { cloud in
            try await cloud.host("node1")
            let id = try await cloud.providerID("node1")
            let answer = try await cloud.get("/allocation_candidates?resources=VCPU:1,MEMORY_MB:512&required=COMPUTE_NODE")
            #expect(answer.json["allocation_requests"]?[0]?["mappings"] == .object(["": [.string(id)]]))
            #expect(
                answer.json["allocation_requests"]?[0]?["allocations"]
                    == .object([id: ["resources": ["VCPU": 1, "MEMORY_MB": 512]]]))
            let summary = answer.json["provider_summaries"]?[id]
            #expect(summary?["resources"]?["VCPU"] == ["capacity": 32, "used": 0])
            #expect(summary?["resources"]?["DISK_GB"] != nil)
            #expect(summary?["root_provider_uuid"] == .string(id))
            let old = try await cloud.get("/allocation_candidates?resources=VCPU:1", version: "1.10").json
            #expect(old["allocation_requests"]?[0]?["allocations"]?[0]?["resource_provider"]?["uuid"] == .string(id))
            #expect(old["provider_summaries"]?[id] == ["resources": ["VCPU": ["capacity": 32, "used": 0]]])
        }
    }

    @Test(
        arguments: [
            ("", "1.10"), ("", "1.39"), ("resources=VCPU:1&limit=0", "1.39"), ("resources=VCPU:1&limit=1", "1.15"),
            ("resources1=VCPU:1", "1.24"), ("resources_A=VCPU:1", "1.32"), ("resources1=VCPU:1&resources2=VCPU:1", "1.39"),
            ("resources=VCPU:1&required1=COMPUTE_NODE", "1.35"), ("resources=VCPU:1&required=COMPUTE_NODE,!COMPUTE_NODE", "1.39"),
            ("resources=VCPU:1&required=in:COMPUTE_NODE", "1.38"), ("resources=VCPU:1&required=!COMPUTE_NODE", "1.21"),
            ("resources=VCPU:1&required=NOTHING", "1.39"), ("resources=NOTHING:1", "1.39"),
            ("resources=VCPU:1&same_subtree=_X", "1.39"), ("resources=VCPU:1&group_policy=some", "1.39"),
            ("resources=VCPU:1&in_tree=x", "1.39"), ("resources=VCPU:1&in_tree=\(one)", "1.30"),
            ("resources=VCPU:1&root_required=COMPUTE_NODE&root_required=COMPUTE_NODE", "1.39"),
        ] as [(String, String)])
    func badQueries(query: String, version: String) async throws {
        try await TestCloud.run { cloud in
            let answer = try await cloud.get("/allocation_candidates?" + query, version: version)
            #expect(answer.status == .badRequest)
        }
    }
}
