import AgentRuntime
import HostCommands
import Logging
import Netlink
import Nftables

/// All that the role touches of its host.
struct Seams: Sendable {
    var settings: NetworkSettings
    var kernel: any NetworkKernel
    var rulesets: any Rulesets
    var commands: any CommandRunner
    var processes: any ProcessTable
    var files: any RunFiles
    var time: any AgentTime
    var logger: Logger

    /// The host's own namespace.
    var base: NetworkNamespace { NetworkNamespace(path: settings.baseNamespace) }

    func apply(_ rules: String, in namespace: NetworkNamespace) async throws {
        guard !rules.isEmpty else { return }
        let rulesets = rulesets
        try await kernel.run(in: namespace) { try rulesets.apply(rules) }
    }

    /// Makes a namespace where there is none that can be entered.
    /// - Parameter clear: lets go of what lives in an earlier one of that name. It comes first: an agent that finds the namespace
    ///   takes the rest for made.
    func ensureNamespace(_ name: String, after clear: () async throws -> Void) async throws {
        let place = kernel.namespace(name)
        if await kernel.namespaces().contains(name), (try? await kernel.run(in: place) { true }) == true { return }
        try await clear()
        try await kernel.createNamespace(name)
    }

    /// The first refusal that matters: that something is there or gone already is what was wanted.
    func change(_ changes: [NetlinkChange], in namespace: NetworkNamespace) async throws {
        for error in try await kernel.apply(changes, in: namespace) {
            if let error, !error.isPresent, !error.isMissing { throw error }
        }
    }
}
