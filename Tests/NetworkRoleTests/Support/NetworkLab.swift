import Glibc
import HostCommands
import Netlink
import Testing

/// Hosts, wires and guests of one test, as network namespaces that nobody else sees: gone when the test ends.
final class NetworkLab: Sendable {
    let root: String
    let directory: NamespaceDirectory
    private let commands = HostCommandRunner()

    /// Real namespaces and devices need root.
    static var isPossible: Bool { geteuid() == 0 }

    private init() {
        root = "/run/apus-test-\(getpid())-\(UInt32.random(in: 0...(.max)))"
        directory = NamespaceDirectory(root + "/netns")
    }

    /// Runs `body` with hosts h1 … on one wire, 10.99.0.11 …, and takes everything down afterwards.
    static func run(hosts count: Int, _ body: (NetworkLab, [LabHost]) async throws -> Void) async throws {
        let lab = NetworkLab()
        mkdir(lab.root, 0o755)
        do {
            let hosts = try await lab.build(count)
            try await body(lab, hosts)
            await lab.tearDown(hosts)
        } catch {
            await lab.tearDown((1...count).map { LabHost(name: "h\($0)", lab: lab, address: "") })
            throw error
        }
    }

    private func build(_ count: Int) async throws -> [LabHost] {
        try await directory.create("fabric")
        let fabric = directory.namespace("fabric")
        try await change([.createBridge("wire", mac: nil), .setLink("wire", .init(isUp: true, mtu: 1600))], in: fabric)
        var hosts: [LabHost] = []
        for number in 1...count {
            let host = LabHost(name: "h\(number)", lab: self, address: "10.99.0.\(10 + number)")
            mkdir(root + "/" + host.name, 0o755)
            try await directory.create(host.name)
            let wire = "w\(number)"
            try await change(
                [
                    .createVeth(wire, peer: "eth0", peerMAC: nil, namespace: host.base.path),
                    .setLink(wire, .init(isUp: true, mtu: 1600, master: "wire")),
                ], in: fabric)
            let prefix = try #require(IPPrefix(host.address + "/24"))
            try await change(
                [
                    .setLink("lo", .init(isUp: true)), .setLink("eth0", .init(isUp: true, mtu: 1600)),
                    .addAddress(LinkAddress(link: "eth0", prefix: prefix)),
                ], in: host.base)
            hosts.append(host)
        }
        return hosts
    }

    private func tearDown(_ hosts: [LabHost]) async {
        for host in hosts {
            for name in NamespaceDirectory(host.namespaces).names() {
                _ = try? NamespaceDirectory(host.namespaces).delete(name)
            }
            umount2(host.namespaces, 2)
            await killServers(host)
        }
        for name in directory.names() { _ = try? directory.delete(name) }
        umount2(directory.path, 2)
        _ = try? await commands.run("rm", ["-rf", "--", root])
    }

    /// The servers that this test's roles have started, by their own pid files.
    private func killServers(_ host: LabHost) async {
        guard let found = try? await commands.run("find", [root + "/" + host.name, "-name", "pid"]) else { return }
        for path in found.text.split(separator: "\n") {
            guard let text = try? await commands.run("cat", [String(path)]).text, let pid = pid_t(text.prefix { $0.isNumber })
            else { continue }
            kill(pid, SIGKILL)
        }
    }

    func change(_ changes: [NetlinkChange], in namespace: NetworkNamespace) async throws {
        for error in try await LinuxNetwork().apply(changes, in: namespace) { if let error { throw error } }
    }

    /// Any status is an answer.
    func run(_ namespace: NetworkNamespace, _ words: [String]) async throws -> CommandResult {
        try await commands.execute(Command("nsenter", ["--net=\(namespace.path ?? "")", "--"] + words))
    }
}
