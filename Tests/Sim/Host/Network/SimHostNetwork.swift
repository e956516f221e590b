import AgentRuntime
import Glibc
import Logging
import Netlink
import NetworkRole
import Synchronization

/// The network of one simulated host below `Agents/Host`: kernel, nftables, dnsmasq, files. It outlives the agents.
///
/// How to use it. One per host; `makeRole` makes the network role of a new life of its agent. Every call of the role goes through
/// that life's `HostCalls`, which counts it and kills the agent there. When an agent has died, tell `agentHasDied`: its sockets
/// close with it. The fake hypervisor plugs taps with `plugTap` and `unplugTap`. `knobs` lets calls go wrong, `census` says what is
/// there, and `reboot` forgets all that does not outlive a boot.
final class SimHostNetwork: Sendable {
    let settings: NetworkSettings
    let knobs = NetworkKnobs()
    let state: Mutex<HostNetworkState>
    /// Has the fake kernel connection tracking for bridges (nf_conntrack_bridge)?
    let tracksBridges: Bool

    /// - Parameter host: the name as enrolled
    convenience init(host: String, tunnelAddress: String, physicalNetworks: [String: PhysicalNetwork] = [:]) {
        self.init(NetworkSettings(host: host, tunnelAddress: tunnelAddress, physicalNetworks: physicalNetworks))
    }

    init(_ settings: NetworkSettings, tracksBridges: Bool = false) {
        self.settings = settings
        self.tracksBridges = tracksBridges
        state = Mutex(Self.booted(settings))
    }

    private static func booted(_ settings: NetworkSettings) -> HostNetworkState {
        var state = HostNetworkState()
        try? state.network.change(MemoryNetwork.base) { (space) throws(Errno) in
            try space.set("lo", NetlinkChange.LinkSettings(isUp: true))
            try space.insert("eth0", kind: "", mac: nil)
            try space.set("eth0", NetlinkChange.LinkSettings(isUp: true, mtu: 1600))
            guard let prefix = IPPrefix(settings.tunnelAddress + "/24") else { return }
            try space.add(LinkAddress(link: "eth0", prefix: prefix))
        }
        return state
    }

    /// The network role of a life of the agent that begins now.
    func makeRole(
        calls: any HostCalls, link: any ControllerLink, time: any AgentTime, logger: Logger
    ) -> NetworkRole {
        agentHasDied()
        return NetworkRole(
            settings: settings, link: link, logger: logger, commands: MemoryPrograms(host: self, calls: calls, time: time),
            processes: MemoryProcessTable(host: self, calls: calls),
            kernel: MemoryNetworkKernel(host: self, calls: calls, time: time), rulesets: MemoryRulesets(host: self, calls: calls),
            files: MemoryRunFiles(host: self, calls: calls), metadata: MemoryMetadata(host: self, calls: calls), time: time)
    }

    /// Its sockets close with it; all else stays.
    func agentHasDied() {
        state.withLock { state in for name in state.listeners.keys.sorted() { state.closeListener(name) } }
    }

    func reboot() {
        let fresh = Self.booted(settings)
        state.withLock { $0 = fresh }
    }

    // MARK: What others do on the host

    /// As a hypervisor makes one for a guest that starts.
    func plugTap(_ name: String, bridge: String, mtu: UInt32 = 1500) throws {
        try change("plug \(name)") { (space) throws(Errno) in
            guard space.links[bridge] != nil else { throw Errno(ENODEV) }
            guard space.links[name] == nil else { throw Errno(EBUSY) }
            try space.insert(name, kind: "tun", mac: nil)
            try space.set(name, NetlinkChange.LinkSettings(isUp: true, mtu: mtu, master: bridge, formsAddresses: false))
        }
    }

    /// One that is gone already is fine.
    func unplugTap(_ name: String) {
        try? change("unplug \(name)") { (space) throws(Errno) in _ = try space.extract(name) }
    }

    private func change(_ what: String, _ body: (inout MemoryNamespace) throws(Errno) -> Void) throws {
        do {
            try state.withLock { try $0.network.change(MemoryNetwork.base, body) }
        } catch let error as Errno {
            throw NetlinkError(code: error.code, what: what)
        }
    }

    /// What a guest gets that asks for an address: nil where nobody answers.
    func lease(mac: String) -> String? {
        state.withLock { state in
            state.processes.sorted { $0.key < $1.key }.lazy.compactMap { $0.value.address(of: mac) }.first
        }
    }

    /// Another program takes all rules away.
    func flushRules() {
        try? change("flush") { (space) throws(Errno) in space.rules = MemoryRuleset() }
    }

    /// Another program takes the names of all namespaces away, as `ip -all netns delete` does.
    func removeNamespaces() {
        state.withLock { state in for name in state.network.names.keys.sorted() { state.deleteNamespace(name) } }
    }

    /// A server dies by itself, as dnsmasq now and then does.
    /// - Parameter directory: part of its configuration's path
    func killServers(_ directory: String) {
        state.withLock { state in
            for (id, process) in state.processes where process.words.contains(where: { $0.contains(directory) }) {
                state.signal(SIGKILL, to: id)
            }
        }
    }

    // MARK: Below the facades

    /// - Returns: the number of the namespace; nil where it does not exist
    func number(of namespace: NetworkNamespace, _ state: HostNetworkState) -> Int? {
        guard let path = namespace.path else { return MemoryNetwork.base }
        let prefix = settings.namespaceDirectory + "/"
        return path.hasPrefix(prefix) ? state.network.names[String(path.dropFirst(prefix.count))] : nil
    }
}
