public import AgentProtocol
public import AgentRuntime
public import HostCommands
public import Logging
public import Netlink
public import Nftables

/// The role "network": makes this host's part of networks, ports, security groups and routers true.
///
/// Theory of operation. The host's kernel holds all of it and goes on without the agent: bridges, tunnels, rules, namespaces, and the
/// dnsmasq processes in them. What is made is labelled (`Label`), so that the next agent finds it. All work is done by one worker
/// (`NetworkWorker`), which takes what is wished together: a thousand ports are a few transactions. Killed here at any moment, the
/// next start reads the labels, compares, and makes what is missing; a transaction of nftables is whole or not at all, and nothing
/// that lets packets through comes before what filters them.
public final class NetworkRole: Role {
    public let name = "network"
    public let kinds: Set<ItemKind> = [.network, .port, .peer, .securityGroup, .groupMember, .router]
    public let guardsRemoval = false

    private let worker: NetworkWorker
    private let time: any AgentTime

    /// - Parameters:
    ///   - link: answers guests' questions for metadata
    ///   - kernel: nil for the network of this machine
    ///   - files: nil for those of the run directory
    ///   - metadata: nil for listeners in the networks' namespaces
    public init(
        settings: NetworkSettings, link: any ControllerLink, logger: Logger, commands: any CommandRunner = HostCommandRunner(),
        processes: any ProcessTable = HostProcessTable(), kernel: (any NetworkKernel)? = nil,
        rulesets: any Rulesets = LibNftables(), files: (any RunFiles)? = nil, metadata: (any MetadataService)? = nil,
        time: any AgentTime = SystemAgentTime()
    ) {
        let directory = NamespaceDirectory(settings.namespaceDirectory)
        let seams = Seams(
            settings: settings, kernel: kernel ?? LinuxNetwork(directory: directory), rulesets: rulesets, commands: commands,
            processes: processes, files: files ?? DiskRunFiles(root: settings.runDirectory), time: time, logger: logger)
        worker = NetworkWorker(seams: seams, metadata: metadata ?? MetadataProxy(seams: seams, link: link))
        self.time = time
    }

    public func observeAll() async -> [Observation] { await worker.adopt() }

    public func apply(_ item: Item, in set: String) async -> Observation {
        await worker.wish(ItemKey(set: set, id: item.id), item)
    }

    public func remove(_ key: ItemKey) async -> Observation { await worker.wish(key, nil) }

    public func watch(_ report: @escaping @Sendable (Observation) -> Void) async {
        await worker.setReport(report)
        var looks = 0
        while !Task.isCancelled {
            guard (try? await time.sleep(until: time.uptime + .seconds(1))) != nil else { return }
            looks += 1
            await worker.lookAfterServers()
            if looks % 5 == 0 { await worker.lookAfterRules() }
        }
    }
}
