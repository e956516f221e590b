import Core
import Store
import Testing

@testable import Scheduler

/// The decision as a table: hosts and a request in, a host or the first blocker out. No database.
struct DecisionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let request: PlacementRequest
        /// Nil if none is to be chosen.
        let chosen: String?
        /// The verdict about `node1`.
        let detail: String
        var change: @Sendable (inout HostState) -> Void = { _ in }
        var traits: Set<String> = []
        var aggregates: [Aggregate] = []

        var testDescription: String { name }
    }

    @Test(arguments: cases) func decision(_ c: Case) {
        var state = HostState(name: "node1", isUp: true, physicalNetworks: ["public"])
        c.change(&state)
        let world = World(
            revision: .none, providers: [.host(state, memory: 3800, traits: c.traits)], aggregates: AggregateMap(c.aggregates))
        let choice = Scheduler.choose(world, c.request)
        if case .host(let host, _) = choice { #expect(host == c.chosen) } else { #expect(c.chosen == nil) }
        #expect(choice.explanation.hosts.map(\.detail) == [c.detail])
    }

    /// Plain requests are decided on numbers, others on records; both must choose the same.
    @Test func numbersAndRecordsAgree() {
        var generator = SystemRandomNumberGenerator()
        let records = (0..<600).map { number in
            ProviderRecord.host(
                "a-name-of-which-only-the-end-differs-\(number)", used: Int64.random(in: 0...3400, using: &generator),
                failures: Int64.random(in: 0...1, using: &generator), isUp: Bool.random(using: &generator))
        }
        let world = World(revision: .none, providers: records, aggregates: AggregateMap([]))
        let plain = Scheduler.choose(world, .server())
        let careful = Scheduler.choose(world, .server { $0.excludedHosts = ["none of them"] })
        #expect(plain.explanation.chosen == careful.explanation.chosen && plain.explanation.chosen != nil)
        #expect(plain.explanation.fitting == careful.explanation.fitting)
        #expect(plain.explanation.fitting == plain.explanation.hosts.count { $0.fits })
        let telling = plain.explanation.mostTelling
        #expect(telling.count == 20 && telling.count { $0.fits } == 1)
    }

    /// A world is not changed by what becomes of those that follow it.
    @Test func worldsShareWhatStaysTheSame() {
        let records = (0..<600).map { ProviderRecord.host("node\($0)") }
        let before = World(revision: .none, providers: records, aggregates: AggregateMap([]))
        var after = before
        after.update([.host("node300", isUp: false), .host("node600")])
        #expect(before.providers.count == 600 && after.providers.count == 601)
        #expect(Scheduler.choose(before, .server()).explanation.fitting == 600)
        #expect(Scheduler.choose(after, .server()).explanation.fitting == 600)
        #expect(before.host("node300")?.host?.isUp == true && after.host("node300")?.host?.isUp == false)
    }

    @Test func whatIsKeptOfARefusalIsBounded() {
        var records = (0..<1000).map { ProviderRecord.host("node\($0)", used: 3400) }
        records += (1000..<1040).map { .host("node\($0)", isUp: false) }
        let explanation = Scheduler.choose(
            World(revision: .none, providers: records, aggregates: AggregateMap([])), .server()
        ).explanation
        let lines = explanation.detail.split(separator: "\n")
        #expect(lines.count == 21)
        #expect(lines.first == "1040 hosts: memory 1000, down 40")
        #expect(lines.dropFirst().allSatisfy { $0.contains("memory") })
        #expect(explanation.mostTelling.count == 20)
    }

    struct Away: Sendable, CustomTestStringConvertible {
        let name: String
        var request = PlacementRequest.server()
        var change: @Sendable (inout HostState) -> Void = { $0.isUp = false }
        var host = "node1"
        let isAwaited: Bool

        var testDescription: String { name }
    }

    /// Which hosts would do if they were back.
    @Test(arguments: away) func awaited(_ c: Away) {
        var state = HostState(name: "node1", isUp: true, physicalNetworks: ["public"])
        c.change(&state)
        let world = World(revision: .none, providers: [.host(state, memory: 3800)], aggregates: AggregateMap([]))
        #expect(Scheduler.choose(world, c.request).explanation.awaits(c.host) == c.isAwaited)
    }

    static let away = [
        Away(name: "down", isAwaited: true),
        Away(name: "down and too small", request: .server(8, 16384), isAwaited: false),
        Away(name: "up and too small", request: .server(8, 16384), change: { _ in }, isAwaited: false),
        Away(
            name: "down and disabled",
            change: { ($0.isUp, $0.isEnabled) = (false, false) }, isAwaited: false),
        Away(name: "forced down", change: { $0.isForcedDown = true }, isAwaited: false),
        Away(name: "down and tried", request: .server { $0.excludedHosts = ["node1"] }, isAwaited: false),
        Away(name: "down, another is forced", request: .server { $0.forcedHost = "node2" }, isAwaited: false),
        Away(name: "nothing is known yet", host: "node2", isAwaited: true),
        Away(
            name: "nothing is known yet, another is forced", request: .server { $0.forcedHost = "node1" }, host: "node2",
            isAwaited: false),
    ]

    static let ssd = Aggregate(
        id: 1, uuid: "a", name: "fast", hosts: ["node1"], metadata: ["ssd": "true, nvme", "availability_zone": "west"],
        createdAt: Timestamp(seconds: 0), updatedAt: nil)

    static let cases: [Case] = [
        Case(name: "fits", request: .server(), chosen: "node1", detail: "fits"),
        Case(
            name: "memory", request: .server(8, 16384), chosen: nil,
            detail: "memory   wants 16384 MB, 3288 MB free of 3800 (reserved 512)"),
        Case(
            name: "processors", request: .server(17), chosen: nil,
            detail: "vcpu     wants 17, one consumer gets 1 to 4"),
        Case(name: "disk", request: .server(1, 1, 21), chosen: nil, detail: "disk     wants 21 GB, 20 GB free of 20"),
        Case(
            name: "amounts of extra specs", request: .server { $0.extraSpecs = ["resources:VGPU": "1"] }, chosen: nil,
            detail: "VGPU     wants 1, has no VGPU"),
        Case(
            name: "an amount of the flavor is replaced",
            request: .server(8, 16384) { $0.extraSpecs = ["resources:MEMORY_MB": "100", "resources:VCPU": "0"] },
            chosen: "node1", detail: "fits"),
        Case(
            name: "disabled", request: .server(), chosen: nil, detail: "disabled by an administrator: new fan",
            change: {
                $0.isEnabled = false
                $0.disabledReason = "new fan"
            }),
        Case(
            name: "down", request: .server(), chosen: nil, detail: "down     its agent fell silent",
            change: {
                $0.isUp = false
                $0.reason = "its agent fell silent"
            }),
        Case(
            name: "forced down", request: .server(), chosen: nil, detail: "down     forced down by an administrator",
            change: { $0.isForcedDown = true }),
        Case(
            name: "tried", request: .server { $0.excludedHosts = ["node1"] }, chosen: nil,
            detail: "tried    an earlier attempt on this host has failed"),
        Case(
            name: "another host is forced", request: .server { $0.forcedHost = "node2" }, chosen: nil,
            detail: "host     wants host node2, this is another"),
        Case(name: "this host is forced", request: .server { $0.forcedHost = "node1" }, chosen: "node1", detail: "fits"),
        Case(
            name: "zone", request: .server { $0.availabilityZone = "east" }, chosen: nil,
            detail: "zone     wants east, is in nova"),
        Case(name: "standard zone", request: .server { $0.availabilityZone = "nova" }, chosen: "node1", detail: "fits"),
        Case(
            name: "zone of an aggregate", request: .server { $0.availabilityZone = "west" }, chosen: "node1", detail: "fits",
            aggregates: [ssd]),
        Case(
            name: "no longer in the standard zone", request: .server { $0.availabilityZone = "nova" }, chosen: nil,
            detail: "zone     wants nova, is in west", aggregates: [ssd]),
        Case(
            name: "a trait of the flavor", request: .server { $0.extraSpecs = ["trait:HW_CPU_X86_AVX2": "required"] },
            chosen: nil, detail: "traits   wants HW_CPU_X86_AVX2, has not"),
        Case(
            name: "a trait of the image", request: .server { $0.imageProperties = ["trait:HW_CPU_X86_AVX2": "required"] },
            chosen: "node1", detail: "fits", traits: ["HW_CPU_X86_AVX2"]),
        Case(
            name: "a forbidden trait", request: .server { $0.extraSpecs = ["trait:CUSTOM_OLD": "forbidden"] }, chosen: nil,
            detail: "traits   wants a host without CUSTOM_OLD, has it", traits: ["CUSTOM_OLD"]),
        Case(
            name: "metadata of aggregates", request: .server { $0.extraSpecs = ["aggregate_instance_extra_specs:ssd": "nvme"] },
            chosen: "node1", detail: "fits", aggregates: [ssd]),
        Case(
            name: "no aggregate", request: .server { $0.extraSpecs = ["aggregate_instance_extra_specs:ssd": "true"] },
            chosen: nil, detail: "metadata wants ssd = true, no aggregate has ssd"),
        Case(
            name: "another value", request: .server { $0.extraSpecs = ["ssd": "<or> no <or> none"] }, chosen: nil,
            detail: "metadata wants ssd = <or> no <or> none, its aggregates have nvme, true", aggregates: [ssd]),
        Case(
            name: "a key that no aggregate has means something else", request: .server { $0.extraSpecs = ["colour": "red"] },
            chosen: "node1", detail: "fits", aggregates: [ssd]),
        Case(
            name: "keys of other scopes", request: .server { $0.extraSpecs = ["hw:cpu_policy": "shared", "quota:ssd": "1"] },
            chosen: "node1", detail: "fits", aggregates: [ssd]),
        Case(
            name: "architecture", request: .server { $0.imageProperties = ["hw_architecture": "aarch64"] }, chosen: nil,
            detail: "image    wants hw_architecture = aarch64, runs x86_64, i686"),
        Case(
            name: "architecture by another name", request: .server { $0.imageProperties = ["architecture": "AMD64"] },
            chosen: "node1", detail: "fits"),
        Case(
            name: "hypervisor", request: .server { $0.imageProperties = ["img_hv_type": "kvm"] }, chosen: nil,
            detail: "image    wants img_hv_type = kvm, runs qemu"),
        Case(
            name: "hypervisor with KVM", request: .server { $0.imageProperties = ["hypervisor_type": "KVM"] },
            chosen: "node1", detail: "fits", change: { $0.hasKVM = true }),
        Case(
            name: "physical network", request: .server { $0.physicalNetworks = ["public", "storage"] }, chosen: nil,
            detail: "network  wants storage, is wired to public"),
        Case(
            name: "affinity elsewhere",
            request: .server { $0.group = GroupConstraint(policy: .affinity, hosts: ["node2": 1]) }, chosen: nil,
            detail: "group    wants the host of its group's members, has none of them"),
        Case(
            name: "affinity of the first", request: .server { $0.group = GroupConstraint(policy: .affinity, hosts: [:]) },
            chosen: "node1", detail: "fits"),
        Case(
            name: "anti-affinity", request: .server { $0.group = GroupConstraint(policy: .antiAffinity, hosts: ["node1": 1]) },
            chosen: nil, detail: "group    wants a host without members, has 1"),
        Case(
            name: "anti-affinity of several",
            request: .server { $0.group = GroupConstraint(policy: .antiAffinity, hosts: ["node1": 1], maxPerHost: 2) },
            chosen: "node1", detail: "fits"),
        Case(
            name: "soft anti-affinity",
            request: .server { $0.group = GroupConstraint(policy: .softAntiAffinity, hosts: ["node1": 1]) }, chosen: "node1",
            detail: "fits"),
    ]

    // MARK: The best of several

    private func best(_ hosts: [ProviderRecord], _ request: PlacementRequest = .server()) -> String? {
        let world = World(revision: .none, providers: hosts, aggregates: AggregateMap([]))
        guard case .host(let host, _) = Scheduler.choose(world, request) else { return nil }
        return host
    }

    @Test func mostRoomWins() {
        #expect(best([.host("a", memory: 4000), .host("b", memory: 8000), .host("c", memory: 2000)]) == "b")
        #expect(best([.host("a", memory: 8000, used: 7000), .host("b", memory: 4000)]) == "b")
    }

    @Test func equalOnesGoByName() {
        #expect(best([.host("c"), .host("a"), .host("b")]) == "a")
    }

    @Test func failedStartsCountMost() {
        #expect(best([.host("a", memory: 9000, failures: 1), .host("b", memory: 2000)]) == "b")
    }

    @Test func softGroupsCountMoreThanRoom() {
        let hosts: [ProviderRecord] = [.host("a", memory: 9000), .host("b", memory: 4000)]
        let together = PlacementRequest.server { $0.group = GroupConstraint(policy: .softAffinity, hosts: ["b": 2]) }
        let apart = PlacementRequest.server { $0.group = GroupConstraint(policy: .softAntiAffinity, hosts: ["a": 1]) }
        #expect(best(hosts, together) == "b")
        #expect(best(hosts, apart) == "b")
    }

    // MARK: Explanations

    @Test func explanation() {
        let world = World(
            revision: .none, providers: [.host("node1", memory: 3800, used: 472), .host("node2", memory: 9000, isUp: false)],
            aggregates: AggregateMap([]))
        let explanation = Scheduler.choose(world, .server(2, 16384)).explanation
        #expect(
            explanation.message == "No valid host was found. There are not enough hosts available. "
                + "node1: memory wants 16384 MB, 2816 MB free of 3800 (reserved 512). node2: down silent.")
        let flavors = [("large", 8192), ("small", 2048), ("tiny", 512)].map {
            ($0.0, Resources(vcpus: 1, memoryMiB: $0.1, diskGiB: 1))
        }
        #expect(explanation.largestFit(among: flavors) == "small")
        #expect(explanation.fault(closest: "small").code == "SCHED-NO-FIT")
    }

    @Test func noHosts() {
        let world = World(revision: .none, providers: [], aggregates: AggregateMap([]))
        #expect(
            Scheduler.choose(world, .server()).explanation.message
                == "No valid host was found. There are not enough hosts available. No host with the role compute has joined.")
    }

    /// What is kept with each server stays small, however many hosts there are.
    @Test(arguments: [(256, 1), (16384, 20)])
    func whatIsKeptOfManyHosts(memory: Int, listed: Int) throws {
        let providers: [ProviderRecord] = (0..<1000).map { .host("node\($0)", memory: 3584, isUp: $0 % 2 == 0 || memory < 1000) }
        let world = World(revision: .none, providers: providers, aggregates: AggregateMap([]))
        let explanation = Scheduler.choose(world, .server(1, memory)).explanation
        let kept = try JSONParser.parse(JSONWriter.bytes { w in w.object { explanation.write(to: &$0) } })
        #expect(kept["hosts"]?.array?.count == listed)
        #expect(kept["more"] == .int(Int64(1000 - listed)))
        #expect(kept["hosts"]?.array?.contains { $0["constraint"] == "down" } == false)
        let whole = try JSONParser.parse(JSONWriter.bytes { w in w.object { explanation.write(to: &$0, isWhole: true) } })
        #expect(whole["hosts"]?.array?.count == 1000)
        #expect(whole["more"] == 0)
    }

    /// Changed providers take their places in a world that shares the rest with the one before.
    @Test func worldsShareWhatStays() {
        let before = World(
            revision: .none, providers: [.host("a", memory: 1000), .host("b", memory: 2000)], aggregates: AggregateMap([]))
        var after = before
        after.update([.host("b", memory: 3000), .host("c", memory: 4000)])
        #expect(["a", "b", "c"].map { after.host($0)?.slots["MEMORY_MB"]?.inventory.total } == [1000, 3000, 4000])
        #expect(["a", "b", "c"].map { before.host($0)?.slots["MEMORY_MB"]?.inventory.total } == [1000, 2000, nil])
        #expect((before.hostCount, after.hostCount) == (2, 3))
    }

    @Test func summaryOfAChoice() {
        let world = World(revision: .none, providers: [.host("node1", memory: 3584)], aggregates: AggregateMap([]))
        #expect(Scheduler.choose(world, .server(1, 256)).explanation.summary == "1 of 1 hosts fit (vcpu 1/16, ram 256/3072 MB)")
    }

    @Test(
        arguments: [
            ("4", ">= 4", true), ("3", ">= 4", false), ("5", "= 4", true), ("abc", "s== abc", true), ("abc", "s!= abc", false),
            ("b", "<or> a <or> b", true), ("c", "<or> a <or> b", false), ("avx,sse", "<in> sse", true), ("x", "x", true),
            ("x", "y", false), ("4", "!= 4", false), ("a b", "a b", true),
        ] as [(String, String, Bool)])
    func extraSpecOperators(value: String, wish: String, holds: Bool) {
        #expect(ExtraSpecMatch.holds(value, wish) == holds)
    }
}

extension Revision {
    static let none = Revision(store: "", value: 0, removals: 0, aggregates: 0)
}

extension ProviderRecord {
    /// A host with 4 processors (16 by its ratio), 512 MB of its memory reserved, and 20 GB.
    static func host(_ state: HostState, memory: Int64 = 4000, used: Int64 = 0, traits: Set<String> = []) -> ProviderRecord {
        let inventories = [
            Inventory(resourceClass: "VCPU", total: 4, maxUnit: 4, allocationRatio: 4),
            Inventory(resourceClass: "MEMORY_MB", total: memory, reserved: 512),
            Inventory(resourceClass: "DISK_GB", total: 20),
        ]
        let slots = inventories.map {
            ($0.resourceClass, Slot(inventory: $0, used: $0.resourceClass == "MEMORY_MB" ? used : 0))
        }
        return ProviderRecord(
            uuid: state.name, name: state.name, generation: 0, parent: nil, root: state.name,
            slots: Dictionary(slots) { $1 }, traits: traits, aggregates: [], host: state)
    }

    static func host(
        _ name: String, memory: Int64 = 4000, used: Int64 = 0, failures: Int64 = 0, isUp: Bool = true
    ) -> ProviderRecord {
        var state = HostState(name: name, isUp: isUp, reason: isUp ? "" : "silent")
        state.buildFailures = failures
        return host(state, memory: memory, used: used)
    }
}
