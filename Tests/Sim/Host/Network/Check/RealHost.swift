import AgentRuntime
import Glibc
import HostCommands
import Logging
import Netlink
import NetworkRole
import Nftables

/// A "host" with a real network: a namespace with one wire, below a directory of its own.
struct RealHost: Sendable {
    let root: String
    let logger: Logger
    private let commands = HostCommandRunner()

    private var hosts: NamespaceDirectory { NamespaceDirectory(root + "/hosts") }
    var base: NetworkNamespace { hosts.namespace("host") }
    var kernel: LinuxNetwork { LinuxNetwork(directory: NamespaceDirectory(root + "/netns")) }

    /// - Parameter base: the file of the namespace that counts as the host's own
    func settings(base: String?) -> NetworkSettings {
        var settings = NetworkSettings(
            host: "h1", tunnelAddress: "10.99.0.11",
            physicalNetworks: ["public": PhysicalNetwork(bridge: "br-ex", address: "172.30.0.1/24", nat: true)])
        settings.runDirectory = root + "/run"
        settings.namespaceDirectory = root + "/netns"
        settings.baseNamespace = base
        return settings
    }

    static func make() async throws -> RealHost {
        var logger = Logger(label: "check")
        logger.logLevel = .error
        let host = RealHost(root: "/run/apus-sim-\(getpid())", logger: logger)
        mkdir(host.root, 0o755)
        try await host.hosts.create("wire")
        try await host.hosts.create("host")
        guard let prefix = IPPrefix("10.99.0.11/24") else { return host }
        try await host.change(
            [
                .createVeth("w1", peer: "eth0", peerMAC: nil, namespace: host.base.path),
                .setLink("w1", .init(isUp: true, mtu: 1600)),
            ], in: host.hosts.namespace("wire"))
        try await host.change(
            [
                .setLink("lo", .init(isUp: true)), .setLink("eth0", .init(isUp: true, mtu: 1600)),
                .addAddress(LinkAddress(link: "eth0", prefix: prefix)),
            ], in: host.base)
        return host
    }

    func remove() async {
        for id in await servers() { kill(id.process, SIGKILL) }
        for name in await kernel.namespaces() { try? await kernel.deleteNamespace(name) }
        for name in hosts.names() { try? hosts.delete(name) }
        umount2(root + "/netns", 2)
        umount2(root + "/hosts", 2)
        _ = try? await commands.run("rm", ["-rf", "--", root])
    }

    /// Namespaces that have lost their names are destroyed a moment later, and the other ends of their pairs with them.
    func settle() async throws {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            let dump = try await kernel.dump(base, [])
            if !dump.links.contains(where: { $0.kind == "veth" && $0.name != "eth0" }) { return }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private func change(_ changes: [NetlinkChange], in namespace: NetworkNamespace) async throws {
        for error in try await kernel.apply(changes, in: namespace) { if let error { throw error } }
    }

    // MARK: What others do

    func plug(_ tap: String, bridge: String) async throws {
        let inside = ["--net=\(base.path ?? "")", "--", "ip", "tuntap", "add", "dev", tap, "mode", "tap"]
        try await commands.run("nsenter", inside)
        try await change([.setLink(tap, .init(isUp: true, mtu: 1450, master: bridge, formsAddresses: false))], in: base)
    }

    func unplug(_ tap: String) async throws { try await change([.deleteLink(tap)], in: base) }

    func refusal(_ body: @escaping @Sendable (any Rulesets) throws -> Void) async -> String? {
        do {
            try await base.run { try body(LibNftables()) }
            return nil
        } catch { return "\(error)" }
    }

    func answer(_ command: String) async -> String {
        (try? await base.run { try LibNftables().list(command) }) ?? "refused"
    }

    // MARK: What is there

    func census() async throws -> NetworkCensus {
        var lines: [String] = []
        let named = await kernel.namespaces().map { ($0, kernel.namespace($0)) }
        for (name, namespace) in [("host", base)] + named {
            if name != "host" { lines.append("namespace \(name)") }
            lines += NetworkCensus.lines(try await kernel.dump(namespace, [.forwarding, .routes]), place: name)
            lines += NetworkCensus.lines(
                rules: try await namespace.run { try LibNftables().list("list ruleset") }, place: name)
        }
        for server in await servers() { lines.append("process \(place(of: server.process)) \(server.name)/dnsmasq.conf") }
        return NetworkCensus(lines + (await files()))
    }

    /// Of a fake host what can be seen of a real one, too.
    func visible(_ census: NetworkCensus) -> NetworkCensus {
        let hidden = ["setting", "runs", "serves", "tells", "listener"]
        return NetworkCensus(census.lines.filter { line in !hidden.contains { line.hasPrefix($0 + " ") } })
    }

    private func files() async -> [String] {
        await paths().filter { !$0.hasSuffix("/pid") && !$0.hasSuffix("/leases") }.flatMap { path in
            NetworkCensus.lines(file: String(path.dropFirst(root.count + 5)), read(path) ?? "")
        }
    }

    private func paths() async -> [String] {
        guard let found = try? await commands.run("find", [root + "/run", "-type", "f"]) else { return [] }
        return found.text.split(separator: "\n").map(String.init)
    }

    private func read(_ path: String) -> String? { try? DiskFiles().read(path).map { String(decoding: $0, as: UTF8.self) } }

    /// Those that live, by their directories below the run directory.
    private func servers() async -> [(name: String, process: Int32)] {
        await paths().filter { $0.hasSuffix("/pid") }.compactMap { path in
            guard let id = read(path).flatMap({ Int32($0.prefix { $0.isNumber }) }), HostProcessTable().words(of: id) != nil
            else {
                return nil
            }
            return (String(path.dropFirst(root.count + 5).dropLast(4)), id)
        }
    }

    /// The name of the namespace that a process lives in.
    private func place(of process: Int32) -> String {
        var own = stat()
        guard stat("/proc/\(process)/ns/net", &own) == 0 else { return "nowhere" }
        let directory = NamespaceDirectory(root + "/netns")
        return directory.names().first { name in
            var other = stat()
            return stat(directory.path + "/" + name, &other) == 0 && other.st_ino == own.st_ino && other.st_dev == own.st_dev
        } ?? "elsewhere"
    }
}
