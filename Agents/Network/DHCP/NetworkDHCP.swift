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
    func ensure(_ ports: [(id: String, spec: PortSpec)]) async throws {
        guard text.isNeeded, HardwareAddress(spec.serviceMac) != nil else { return await server.remove() }
        let hosts = text.hosts(ports)
        let gone = Self.gone(from: seams.files.read(name + "/hosts") ?? "", to: hosts)
        try await server.ensure(configuration: text.configuration, files: ["hosts": hosts, "options": text.options(ports)])
        for (address, mac) in gone { try await release(address, mac) }
    }

    /// Starts it again if it has died.
    func revive() async throws {
        guard text.isNeeded, HardwareAddress(spec.serviceMac) != nil, !server.isRunning else { return }
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
        let kept = Set(reservations(new).map { "\($0.0) \($0.1)" })
        return reservations(old).filter { !kept.contains("\($0.0) \($0.1)") }
    }

    private static func reservations(_ hosts: String) -> [(IPAddress, HardwareAddress)] {
        hosts.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: ",")
            guard fields.count >= 3, let mac = HardwareAddress(String(fields[0])), let ip = IPAddress(String(fields[2])) else {
                return nil
            }
            return (ip, mac)
        }
    }
}
