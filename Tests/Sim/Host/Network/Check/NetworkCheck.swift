import AgentProtocol
import AgentRuntime
import Dispatch
import Glibc
import Netlink
import NetworkRole
import Nftables
import Synchronization

/// Holds the fakes of a host's network against the real thing: the same is done to both, step by step, and after each step they must
/// have answered the same and hold the same.
///
/// The real host is a network namespace of its own below a directory of its own, with a real kernel, nftables and dnsmasq. Needs
/// root: `Sim --check-network`.
struct NetworkCheck {
    /// For a program that is not asynchronous.
    /// - Returns: are the fakes true?
    static func isPassed() -> Bool {
        let end = DispatchSemaphore(value: 0)
        let isPassed = Mutex(false)
        Task {
            do {
                let differences = try await run()
                print(differences.isEmpty ? "The fakes are true." : "The fakes are not true: \(differences.count) differences.")
                isPassed.withLock { $0 = differences.isEmpty }
            } catch { print("The check could not be done: \(error)") }
            end.signal()
        }
        end.wait()
        return isPassed.withLock { $0 }
    }

    private let real: RealHost
    private let fake: SimHostNetwork
    private var differences: [String] = []

    /// - Returns: what is different
    private static func run() async throws -> [String] {
        guard geteuid() == 0 else { return ["A real network needs root."] }
        let real = try await RealHost.make()
        do {
            var check = NetworkCheck(real: real, fake: SimHostNetwork(real.settings(base: nil)))
            try await check.kernel()
            try await check.rules()
            try await check.role()
            await real.remove()
            return check.differences
        } catch {
            await real.remove()
            throw error
        }
    }

    private init(real: RealHost, fake: SimHostNetwork) {
        self.real = real
        self.fake = fake
    }

    private mutating func note(_ step: String, _ lines: [String]) {
        print("\(lines.isEmpty ? "same" : "DIFFERENT"): \(step)")
        for line in lines { print("  " + line) }
        differences += lines.map { "\(step): \($0)" }
    }

    // MARK: The kernel alone

    private mutating func kernel() async throws {
        let memory = MemoryNetworkKernel(host: fake, calls: PlainCalls(), time: SystemAgentTime())
        for name in KernelSteps.namespaces {
            try await real.kernel.createNamespace(name)
            try await memory.createNamespace(name)
        }
        for step in KernelSteps.all(real.kernel) {
            let here = step.namespace.map { real.kernel.namespace($0) }
            let wanted = try await real.kernel.apply(step.changes, in: here ?? real.base)
            let found = try await memory.apply(step.changes, in: here ?? .own)
            var lines = zip(step.changes, zip(wanted, found)).compactMap { change, answers -> String? in
                let (wanted, found) = answers
                if wanted?.code == found?.code { return nil }
                return "\(change): the kernel says \(Self.word(wanted)), the fake \(Self.word(found))"
            }
            lines += try await compared()
            note(step.name, lines)
        }
        for name in KernelSteps.namespaces {
            try await real.kernel.deleteNamespace(name)
            try await memory.deleteNamespace(name)
        }
        try await real.settle()
        note("namespaces removed", try await compared())
    }

    private static func word(_ error: NetlinkError?) -> String {
        error.map { String(cString: strerror($0.code)) } ?? "yes"
    }

    // MARK: The rules alone

    private mutating func rules() async throws {
        let memory = MemoryRulesets(host: fake, calls: PlainCalls())
        for text in RulesetSteps.all {
            let wanted = await real.refusal { try $0.apply(text) }
            let found = Self.refusal { try memory.apply(text) }
            var lines: [String] = []
            if wanted?.isEmpty != found?.isEmpty || RulesetSteps.isOutOfDate(wanted) != RulesetSteps.isOutOfDate(found) {
                lines.append("nft says \(wanted ?? "yes"), the fake \(found ?? "yes")")
            }
            lines += try await compared()
            note("nft: \(text.split(separator: "\n").last ?? "")", lines)
        }
        for command in RulesetSteps.questions {
            let wanted = await real.answer(command)
            let found = (try? memory.list(command)) ?? "refused"
            let words = [wanted, found].map { $0.split { $0.isWhitespace }.joined(separator: " ") }
            note("nft: \(command)", words[0] == words[1] ? [] : ["nft says \(words[0])", "the fake says \(words[1])"])
        }
        _ = await real.refusal { try $0.apply("flush ruleset\n") }
        fake.flushRules()
    }

    private static func refusal(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch { return "\(error)" }
    }

    // MARK: The role

    private mutating func role() async throws {
        var roles = makeRoles()
        var watch = look(roles)
        defer { watch.cancel() }
        for step in RoleSteps.all {
            var lines: [String] = []
            switch step.deed {
            case .items(let items):
                for (set, item) in items {
                    lines += Self.compared(await roles.real.apply(item, in: set), await roles.fake.apply(item, in: set))
                }
            case .remove(let keys):
                for key in keys { lines += Self.compared(await roles.real.remove(key), await roles.fake.remove(key)) }
            case .plug(let tap):
                try await real.plug(tap, bridge: RoleSteps.bridge)
                try fake.plugTap(tap, bridge: RoleSteps.bridge, mtu: 1450)
            case .unplug(let tap):
                try await real.unplug(tap)
                fake.unplugTap(tap)
            case .restart:
                watch.cancel()
                roles = makeRoles()
                watch = look(roles)
                let (wanted, found) = (await roles.real.observeAll(), await roles.fake.observeAll())
                if wanted.count != found.count { lines.append("observed \(wanted.count), the fake \(found.count)") }
                for (wanted, found) in zip(wanted, found) { lines += Self.compared(wanted, found) }
            case .flush:
                _ = await real.refusal { try $0.apply("flush ruleset\n") }
                fake.flushRules()
            }
            lines += try await compared()
            note(step.name, lines)
        }
        let left = try await real.census().made.lines
        note("nothing is left", left.map { "left: \($0)" })
    }

    private func makeRoles() -> (real: NetworkRole, fake: NetworkRole) {
        let role = fake.makeRole(calls: PlainCalls(), link: NoLink(), time: SystemAgentTime(), logger: real.logger)
        return (NetworkRole(settings: real.settings(base: real.base.path), link: NoLink(), logger: real.logger), role)
    }

    /// As the runtime lets roles look after what they have made.
    private func look(_ roles: (real: NetworkRole, fake: NetworkRole)) -> Task<Void, Never> {
        Task {
            async let real: Void = roles.real.watch { _ in }
            async let fake: Void = roles.fake.watch { _ in }
            _ = await (real, fake)
        }
    }

    private static func compared(_ wanted: Observation, _ found: Observation) -> [String] {
        func words(_ observation: Observation) -> String {
            "\(observation.set) \(observation.id) \(observation.generation) \(observation.state) \(observation.problem.code)"
        }
        return words(wanted) == words(found) ? [] : ["the role says \(words(wanted)), over the fake \(words(found))"]
    }

    /// What other programs do is done a moment later: a dnsmasq that starts, or dies and is started again.
    private func compared() async throws -> [String] {
        let deadline = ContinuousClock.now + .seconds(5)
        while true {
            let lines = try await real.census().made.difference(to: real.visible(fake.census).made)
            if lines.isEmpty || ContinuousClock.now > deadline { return lines }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}

/// A controller that answers nothing.
private struct NoLink: ControllerLink {
    func fetchImage(_ id: String, from offset: UInt64, _ receive: @Sendable ([UInt8]) async throws -> Void) async throws {
        throw AgentFault("CHECK", "There is no controller here.", hint: "")
    }

    func metadata(_ request: MetadataRequest) async throws -> MetadataReply {
        throw AgentFault("CHECK", "There is no controller here.", hint: "")
    }
}
