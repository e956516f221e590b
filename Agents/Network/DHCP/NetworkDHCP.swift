import AgentProtocol
import Netlink

/// DHCP of one network on this host: only its own ports have reservations here.
struct NetworkDHCP {
    let seams: Seams
    let id: String
    let spec: NetworkSpec

    private var name: String { "dhcp/" + id }
    private var namespace: NetworkNamespace { seams.kernel.namespace(DeviceName.serviceNamespace(id)) }
    private var server: DHCPServer { DHCPServer(seams: seams, name: name, namespace: namespace) }
    private var text: DHCPText { DHCPText(id: id, spec: spec, directory: server.directory) }

    /// Makes DHCP agree with the network and all its ports.
    /// - Parameter keeping: ports of an earlier agent's that nobody has spoken of yet; what is said of them stays
    func ensure(_ ports: [(id: String, spec: PortSpec)], keeping: Set<String>) async throws {
        guard isNeeded else { return await server.remove() }
        try await bring(text.hosts(ports), text.options + text.portOptions(ports)) { $0.map(keeping.contains) ?? false }
    }

    /// Makes it agree with what has changed: of ports that are touched and not here any more nothing stays.
    func update(_ touched: Set<String>, _ ports: [(id: String, spec: PortSpec)]) async throws {
        guard isNeeded else { return }
        try await bring(text.hosts(ports), text.portOptions(ports)) { $0.map { !touched.contains($0) } ?? true }
    }

    private func bring(_ hosts: [String], _ options: [String], stays: (String?) -> Bool) async throws {
        let before = (hosts: seams.files.read(name + "/hosts"), options: seams.files.read(name + "/options"))
        let change = PortLines(before.hosts ?? "").replacing(by: hosts, stays: stays)
        let optionChange = PortLines(before.options ?? "").replacing(by: options, stays: stays)
        var files: [String: String] = [:]
        // It complains about one that is missing.
        files["hosts"] = change?.text ?? (before.hosts == nil ? "" : nil)
        files["options"] = optionChange?.text ?? (before.options == nil ? "" : nil)
        try await server.ensure(configuration: text.configuration, files: files)
        for (address, mac) in change.map(Self.ended) ?? [] { try await release(address, mac) }
    }

    private var isNeeded: Bool { text.isNeeded && HardwareAddress(spec.serviceMac) != nil }

    /// Starts it again if it has died.
    func revive() async throws {
        guard isNeeded, !server.isRunning else { return }
        try await server.start()
    }

    /// An earlier agent may have written its files and not come to tell it.
    func reload() { server.reload() }

    func stop() async { await server.stop() }

    func remove() async { await server.remove() }

    private func release(_ address: IPAddress, _ mac: HardwareAddress) async throws {
        let host = IPPrefix(host: address)
        let home = spec.subnets.first { IPPrefix($0.cidr)?.contains(host) == true }.flatMap { IPAddress($0.serviceAddress) }
        guard let home, !home.isV6 else { return }
        let message = DHCPRelease.message(address, mac: mac, server: home)
        try await seams.kernel.send(message, from: home, to: home, port: DHCPRelease.port, in: namespace)
    }

    /// Leases of IPv4 whose reservation has gone or has another owner.
    static func ended(_ change: PortLines.Change) -> [(IPAddress, HardwareAddress)] {
        let kept = Set(reservations(change.new).map { "\($0.0) \($0.1)" })
        return reservations(change.gone).filter { !kept.contains("\($0.0) \($0.1)") }
    }

    private static func reservations(_ lines: [Substring]) -> [(IPAddress, HardwareAddress)] {
        lines.compactMap { line in
            let fields = line.split(separator: ",")
            guard fields.count >= 2, let mac = HardwareAddress(String(fields[0])), let ip = IPAddress(String(fields[1])) else {
                return nil
            }
            return (ip, mac)
        }
    }
}
