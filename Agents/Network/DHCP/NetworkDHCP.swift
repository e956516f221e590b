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

    /// Makes DHCP agree with the network and its ports.
    /// - Parameter keeping: ports of an earlier agent's that nobody has spoken of yet; what is said of them stays
    func ensure(_ ports: [(id: String, spec: PortSpec)], keeping: Set<String>) async throws {
        guard isNeeded else { return await server.remove() }
        let before = seams.files.read(name + "/hosts") ?? ""
        let hosts = text.hosts(ports) + Self.lines(before, of: keeping)
        let options = text.options(ports) + Self.lines(seams.files.read(name + "/options") ?? "", of: keeping)
        try await server.ensure(configuration: text.configuration, files: ["hosts": hosts, "options": options])
        for (address, mac) in before == hosts ? [] : Self.gone(from: before, to: hosts) { try await release(address, mac) }
    }

    /// Those that name one of the ports.
    static func lines(_ text: String, of ports: Set<String>) -> String {
        if ports.isEmpty { return "" }
        return text.split(separator: "\n").filter { line in
            line.split(separator: ",").contains { field in
                let tag = field.drop { $0 != ":" }.dropFirst()
                return tag.hasPrefix("port-") && ports.contains(String(tag.dropFirst(5)))
            }
        }.map { $0 + "\n" }.joined()
    }

    private var isNeeded: Bool { text.isNeeded && HardwareAddress(spec.serviceMac) != nil }

    /// Starts it again if it has died.
    func revive() async throws {
        guard isNeeded, !server.isRunning else { return }
        try await server.start()
    }

    func remove() async { await server.remove() }

    private func release(_ address: IPAddress, _ mac: HardwareAddress) async throws {
        let host = IPPrefix(host: address)
        let home = spec.subnets.first { IPPrefix($0.cidr)?.contains(host) == true }.flatMap { IPAddress($0.serviceAddress) }
        guard let home, !home.isV6 else { return }
        let message = DHCPRelease.message(address, mac: mac, server: home)
        try await seams.kernel.send(message, from: home, to: home, port: DHCPRelease.port, in: namespace)
    }

    /// Leases of IPv4 whose reservation has gone or has another owner.
    static func gone(from old: String, to new: String) -> [(IPAddress, HardwareAddress)] {
        // Most lines are the same: only the others are read.
        let (olds, news) = (Set(old.split(separator: "\n")), Set(new.split(separator: "\n")))
        let kept = Set(reservations(news.subtracting(olds)).map { "\($0.0) \($0.1)" })
        return reservations(olds.subtracting(news)).filter { !kept.contains("\($0.0) \($0.1)") }
    }

    private static func reservations(_ lines: Set<Substring>) -> [(IPAddress, HardwareAddress)] {
        lines.compactMap { line in
            let fields = line.split(separator: ",")
            guard fields.count >= 3, let mac = HardwareAddress(String(fields[0])), let ip = IPAddress(String(fields[2])) else {
                return nil
            }
            return (ip, mac)
        }
    }
}
