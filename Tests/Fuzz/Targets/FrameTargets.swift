#if DEBUG
    import AgentProtocol
    @testable import AgentRuntime
    @testable import Compute
    @testable import ComputeRole
    @testable import Core
    @testable import Fleet
    @testable import NetworkRole
    import Netlink
    @testable import Scheduler
    import SwiftProtobuf

    extension FuzzTarget {
        static let frames = [
            FuzzTarget(name: "agent-frame", limit: 1024, words: ["host/a", "\u{8}\u{1}"], run: agentFrame),
            FuzzTarget(
                name: "controller-frame", limit: 1024, words: ["host/a", "network/n", "group/g", "rules"], run: controllerFrame),
            FuzzTarget(
                name: "network-item", limit: 1024, words: ["10.0.0.2", "fa:16:3e:00:00:01", "10.0.0.0/24", "\n"], run: networkItem
            ),
            FuzzTarget(name: "domain-item", limit: 1024, words: ["hw_disk_bus", "q35", "<b/>", "&lt;", "vda"], run: domainItem),
        ]

        // MARK: What a host sends

        private static func agentFrame(_ bytes: [UInt8]) throws {
            guard let frame = try? AgentFrame(serializedBytes: bytes) else { return }
            let again = try AgentFrame(serializedBytes: try frame.serializedBytes() as [UInt8])
            try hold(same(frame, again), "reads differently what it has written")
            switch frame.body {
            case .hello(let hello): try facts(hello.facts)
            case .observations(let batch): for observation in batch.observations { try Self.observation(observation) }
            default: break
            }
        }

        /// Not "equal": no number is equal to what is none.
        private static func same(_ a: some Message, _ b: some Message) -> Bool {
            let bytes: [[UInt8]?] = [try? a.serializedBytes(), try? b.serializedBytes()]
            return a.textFormatString() == b.textFormatString() && bytes[0]?.count == bytes[1]?.count
        }

        /// What the session stores of it is read again by those who decide and by those who show it.
        private static func observation(_ sent: ItemObservation) throws {
            guard let state = Observed.State(sent.state) else { return }
            let text = try ProtobufText.json(ItemObservation.with { $0.detail = sent.detail })
            let stored: ItemObservation = try ProtobufText.message(text)
            try hold(try ProtobufText.json(stored) == text, "is stored differently: \(text)")
            let problem: Apus_Agent_V1_Problem = try ProtobufText.message(try ProtobufText.json(sent.problem))
            let observed = Observed(
                host: "a", set: sent.set, id: sent.id, generation: Int64(clamping: sent.generation), state: state,
                problem: problem,
                detail: stored.detail, observedAt: Timestamp(microseconds: sent.observedAt))
            try hold(DomainSight(observed).progress >= 0, "less than no progress")
            try hold(!observed.observedAt.iso8601().isEmpty, "no text for a time")
            guard case .health(let health) = observed.detail else { return }
            _ = HypervisorRoutes.uptimeText(seconds: health.uptimeSeconds, load: health.load1)
            if health.hasFacts { try facts(health.facts) }
        }

        private static func facts(_ facts: Apus_Agent_V1_HostFacts) throws {
            _ = try JSONParser.parse(JSONWriter.bytes { FactsWire.write(facts, &$0) })
            for inventory in facts.inventories {
                try hold(inventory.capacity >= 0, "less than nothing of \(inventory.resourceClass)")
            }
            _ = facts.traits
            _ = HypervisorWire.number(ofVersion: facts.qemuVersion)
        }

        // MARK: What a controller sends

        /// Two frames, so that a delta has something to change.
        private static func controllerFrame(_ bytes: [UInt8]) throws {
            var state = DesiredState()
            var (wanted, touched) = (Wanted(), Wanted.Touched())
            var filter = ClockFilter()
            state.begin(subscribed: ["host/a"])
            let middle = bytes.first.map { min(Int($0) + 1, bytes.count) } ?? 0
            for part in [bytes.dropFirst().prefix(middle), bytes.dropFirst(middle + 1)] {
                guard let frame = try? ControllerFrame(serializedBytes: Array(part)) else { continue }
                switch frame.body {
                case .itemSet(let part):
                    guard case .whole(let name, let set, _, _) = state.take(part) else { break }
                    state.accept(name, set)
                    for item in set.items.values { wanted.take(item, in: name, &touched) }
                case .setDelta(let delta):
                    guard case .changed(let name, let changed, let removed, _) = state.take(delta) else { break }
                    for item in changed { wanted.take(item, in: name, &touched) }
                    for id in removed { wanted.remove(ItemKey(set: name, id: id), &touched) }
                case .heartbeat(let beat):
                    filter.take(
                        echo: beat.echo, echoReceived: beat.echoReceivedAt, sent: beat.sentAt, received: 1_700_000_000_000_000)
                    if let drift = filter.drift { try hold(abs(drift) < .max, "an endless drift") }
                default: break
                }
            }
            try hold(SetsFile.decode(try SetsFile.encode(state.sets)) == state.sets, "the copy on disk is different")
            _ = wanted.referencedGroups
        }

        /// Nothing that a user has typed begins a line, or a word of a language that it is not meant for.
        private static func networkItem(_ bytes: [UInt8]) throws {
            guard let item = try? Item(serializedBytes: bytes) else { return }
            switch item.spec {
            case .network(let spec)?:
                let text = DHCPText(id: "n", spec: named(spec), directory: "/run")
                try plain(text.configuration)
                for line in text.options { try plain(line, isLine: true) }
            case .port(let spec)?: try port(spec)
            case .router(let sent)?:
                let spec = named(sent)
                try plain(RouterRules.text(spec) + (AnnouncementText.configuration(spec, directory: "/run") ?? ""))
            case .securityGroup(let spec)?: for rule in spec.rules { try plain(RuleText.make(rule) ?? "", isLine: true) }
            default: break
            }
        }

        private static func port(_ sent: PortSpec) throws {
            var (port, network) = (sent, NetworkSpec())
            port.tap = "tap1"
            var subnet = Apus_Agent_V1_Subnet()
            (subnet.id, subnet.cidr, subnet.dhcp, subnet.serviceAddress) = ("s", "10.0.0.0/24", true, "10.0.0.2")
            network.subnets = [subnet]
            port.addresses.indices.forEach { port.addresses[$0].subnetID = "s" }
            let text = DHCPText(id: "n", spec: network, directory: "/run")
            let lines = text.hosts([("p", port)]) + text.portOptions([("p", port)]) + SourceRules(port).lines
            for line in lines { try plain(line, isLine: true) }
        }

        /// Ids are the controller's own.
        private static func named(_ sent: NetworkSpec) -> NetworkSpec {
            var spec = sent
            spec.subnets.indices.forEach { spec.subnets[$0].id = "s\($0)" }
            return spec
        }

        private static func named(_ sent: RouterSpec) -> RouterSpec {
            var spec = sent
            spec.interfaces.indices.forEach { spec.interfaces[$0].portID = "p\($0)" }
            if spec.hasGateway { spec.gateway.portID = "g" }
            return spec
        }

        private static func plain(_ text: String, isLine: Bool = false) throws {
            let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) || !isLine && $0 == UInt8(ascii: "\n") }
            try hold(isPlain, "a strange character in \(text.debugDescription)")
        }

        /// A document of libvirt's holds all that was typed and nothing of it as markup.
        private static func domainItem(_ bytes: [UInt8]) throws {
            guard let spec = try? DomainSpec(serializedBytes: bytes), let id = GuestID("5f0e7d2a-1111-4222-8333-944445555666")
            else {
                return
            }
            let label = DomainLabel.beginning(spec, set: "host/a", after: nil)
            let host = HostAbilities(architecture: .x86, kvm: false, directIO: false, boot: "b")
            guard
                let document = try? DomainDocument(
                    id: id, spec: spec, label: label, host: host, files: GuestFiles(id, in: "/i")),
                let text = try? document.text
            else { return }
            guard let read = XMLReader.read(text) else { throw Finding("is no XML: \(text)") }
            try hold(read.child("uuid")?.text == id.text, "is another guest: \(text)")
            guard let seen = DomainLabel.read(domain: read) else { throw Finding("has lost its label: \(text)") }
            try hold(seen.attempt == label.attempt && seen.hardReboots == label.hardReboots, "is differently labelled: \(text)")
        }
    }
#endif
