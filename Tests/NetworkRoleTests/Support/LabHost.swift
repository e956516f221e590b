import AgentProtocol
import AgentRuntime
import Glibc
import HostCommands
import Logging
import Netlink
import NetworkRole
import Testing

/// A "host" of the lab: a namespace with one wire, and the network role living in it.
struct LabHost: Sendable {
    let name: String
    let lab: NetworkLab
    let address: String

    var base: NetworkNamespace { lab.directory.namespace(name) }
    var namespaces: String { lab.root + "/" + name + "/netns" }
    var settings: NetworkSettings {
        var settings = NetworkSettings(
            host: name, tunnelAddress: address,
            physicalNetworks: ["public": PhysicalNetwork(bridge: "br-ex", address: "172.30.0.1/24", nat: true)])
        settings.runDirectory = lab.root + "/" + name + "/run"
        settings.namespaceDirectory = namespaces
        settings.baseNamespace = base.path
        return settings
    }
    var kernel: LinuxNetwork { LinuxNetwork(directory: NamespaceDirectory(namespaces)) }

    func makeRole(_ link: any ControllerLink = StubLink()) -> NetworkRole {
        NetworkRole(settings: settings, link: link, logger: Logger(label: "lab"))
    }

    /// Runs a program in this host's namespace.
    func run(_ program: String, _ arguments: String...) async throws -> CommandResult {
        try await lab.run(base, [program] + arguments)
    }

    /// What a hypervisor would do: a tap on the bridge, and behind it a machine.
    func plug(_ guest: LabGuest, network: String) async throws {
        try await lab.directory.create(guest.name)
        let inside = lab.directory.namespace(guest.name)
        try await lab.change(
            [
                .createVeth(guest.tap, peer: "eth0", peerMAC: HardwareAddress(guest.mac), namespace: inside.path),
                .setLink(guest.tap, .init(isUp: true, mtu: 1450, master: "brq" + network.prefix(11), formsAddresses: false)),
            ], in: base)
        try await lab.change([.setLink("lo", .init(isUp: true)), .setLink("eth0", .init(isUp: true, mtu: 1450))], in: inside)
    }

    func unplug(_ guest: LabGuest) async throws {
        try await lab.change([.deleteLink(guest.tap)], in: base)
    }

    /// All that could be left behind: devices, namespaces, rules, files.
    func remains() async throws -> [String] {
        let dump = try await kernel.dump(base, [])
        let rules = try await run("nft", "list", "ruleset").text.split(separator: "\n").map(String.init)
        let files = try await run("find", lab.root + "/" + name + "/run", "-type", "f").text.split(separator: "\n").map(
            String.init)
        return dump.links.map(\.name).filter { !["lo", "eth0"].contains($0) } + (await kernel.namespaces()) + rules + files
    }
}

/// A machine behind a port.
struct LabGuest: Sendable {
    let name: String
    let port: String
    let mac: String
    let address: String

    var tap: String { "tap" + port.prefix(11) }
}

/// Answers every guest with who it seems to be.
struct StubLink: ControllerLink {
    func fetchImage(_ id: String, from offset: UInt64, _ receive: @Sendable ([UInt8]) async throws -> Void) async throws {
        throw AgentFault("TEST", "There are no images here.", hint: "")
    }

    func metadata(_ request: MetadataRequest) async throws -> MetadataReply {
        var reply = MetadataReply()
        reply.status = request.path.hasSuffix("missing") ? 404 : 200
        reply.contentType = "text/plain"
        reply.body.append(contentsOf: Array("\(request.method) \(request.path) \(request.networkID) \(request.address)".utf8))
        return reply
    }
}

struct SilentLink: ControllerLink {
    func fetchImage(_ id: String, from offset: UInt64, _ receive: @Sendable ([UInt8]) async throws -> Void) async throws {
        throw AgentFault("TEST", "away", hint: "")
    }

    func metadata(_ request: MetadataRequest) async throws -> MetadataReply { throw AgentFault("TEST", "away", hint: "") }
}
