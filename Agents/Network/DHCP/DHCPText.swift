import AgentProtocol
import Netlink

/// The files of a network's dnsmasq(8): pure. What users wrote is in them only after it has been checked, character by character.
struct DHCPText {
    var id: String
    var spec: NetworkSpec
    var directory: String

    private var device: String { DeviceName.service(id) }

    /// Is there anything to serve?
    var isNeeded: Bool { served.contains { _ in true } }

    /// The subnets that are served, with the tag that options name them by.
    private var served: [(tag: String, subnet: Apus_Agent_V1_Subnet, network: IPPrefix)] {
        spec.subnets.sorted { $0.id < $1.id }.compactMap { subnet in
            guard subnet.dhcp, let network = IPPrefix(subnet.cidr), IPAddress(subnet.serviceAddress) != nil else { return nil }
            if network.address.isV6, !subnet.ipv6AddressMode.hasPrefix("dhcpv6") { return nil }
            return ("subnet-\(subnet.id.prefix(8))", subnet, network.network)
        }
    }

    /// What a running dnsmasq cannot read anew: when this changes, it is started again.
    var configuration: String {
        var lines = [
            "# Written by apus-agent.",
            "interface=\(device)", "except-interface=lo", "bind-dynamic", "port=0", "no-hosts", "no-resolv", "no-ping",
            "user=nobody", "group=nogroup",
            "dhcp-authoritative", "dhcp-hostsfile=\(directory)/hosts", "dhcp-optsfile=\(directory)/options",
            "dhcp-leasefile=\(directory)/leases", "pid-file=\(directory)/pid", "dhcp-option-force=option:mtu,\(spec.mtu)",
            "dhcp-lease-max=16777216",
        ]
        if let domain = Self.hostName(spec.dnsDomain.last == "." ? String(spec.dnsDomain.dropLast()) : spec.dnsDomain) {
            lines.append("domain=\(domain)")
        }
        for (tag, _, network) in served {
            let end = network.address.isV6 ? "\(network.length)" : network.mask
            lines.append("dhcp-range=set:\(tag),\(network.address),static,\(end),86400s")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// One line for each address of each port of this host. What is behind the # is for the agent.
    func hosts(_ ports: [(id: String, spec: PortSpec)]) -> [String] {
        ports.flatMap(hostLines)
    }

    private func hostLines(_ id: String, _ port: PortSpec) -> [String] {
        guard let mac = HardwareAddress(port.mac) else { return [] }
        // See DHCPServer for what a tag costs.
        let tag = portOptions([(id, port)]).isEmpty ? "" : ",set:\(Self.tag(id))"
        return port.addresses.compactMap { address in
            guard let ip = IPAddress(address.ip), served.contains(where: { $0.subnet.id == address.subnetID }) else { return nil }
            let name = Self.hostName(port.hostName) ?? "host-" + ip.description.map { $0.isHexDigit ? "\($0)" : "-" }.joined()
            return "\(mac),\(ip.isV6 ? "[\(ip)]" : "\(ip)"),\(name)\(tag) \(PortLines.mark(id))"
        }
    }

    /// Of the network itself.
    var options: [String] {
        served.flatMap { $0.network.address.isV6 ? options6($0.tag, $0.subnet) : options4($0.tag, $0.subnet) }
    }

    /// Of ports that have some of their own.
    func portOptions(_ ports: [(id: String, spec: PortSpec)]) -> [String] {
        ports.flatMap { id, port in
            port.dhcpOptions.compactMap { Self.option(Self.tag(id), $0) }.map { "\($0) \(PortLines.mark(id))" }
        }
    }

    private func options4(_ tag: String, _ subnet: Apus_Agent_V1_Subnet) -> [String] {
        let gateway = IPAddress(subnet.gateway)
        var routes = subnet.hostRoutes.compactMap { route -> String? in
            guard let destination = IPPrefix(route.destination), let hop = IPAddress(route.nextHop) else { return nil }
            return "\(destination.network),\(hop)"
        }
        routes.append("\(IPPrefix(host: ServiceAddresses.metadata4)),\(subnet.serviceAddress)")
        // Who reads option 121 does not read the router's (RFC 3442).
        if let gateway, !routes.contains(where: { $0.hasPrefix("0.0.0.0/0,") }) { routes.append("0.0.0.0/0,\(gateway)") }
        var lines = ["tag:\(tag),option:classless-static-route,\(routes.joined(separator: ","))"]
        lines.append("tag:\(tag),249,\(routes.joined(separator: ","))")
        lines.append(gateway.map { "tag:\(tag),option:router,\($0)" } ?? "tag:\(tag),option:router")
        let servers = subnet.dnsServers.compactMap { IPAddress($0) }.filter { !$0.isV6 }
        if !servers.isEmpty { lines.append("tag:\(tag),option:dns-server,\(servers.map(\.description).joined(separator: ","))") }
        return lines
    }

    private func options6(_ tag: String, _ subnet: Apus_Agent_V1_Subnet) -> [String] {
        let servers = subnet.dnsServers.compactMap { IPAddress($0) }.filter(\.isV6)
        if servers.isEmpty { return [] }
        return ["tag:\(tag),option6:dns-server,\(servers.map { "[\($0)]" }.joined(separator: ","))"]
    }

    private static func tag(_ port: String) -> String { "port-\(port)" }

    /// Nil for a name or a value that could mean something else to dnsmasq.
    private static func option(_ tag: String, _ option: Apus_Agent_V1_DHCPOption) -> String? {
        let name = option.name
        guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }) else { return nil }
        guard
            option.value.unicodeScalars.allSatisfy({ (0x20..<0x7F).contains($0.value) && $0 != "\"" && $0 != "#" && $0 != "\\" })
        else { return nil }
        let family = option.ipVersion == 6 ? "option6" : "option"
        if let number = UInt8(name) {
            return "tag:\(tag),\(option.ipVersion == 6 ? "option6:\(number)" : "\(number)"),\(option.value)"
        }
        return "tag:\(tag),\(family):\(name),\(option.value)"
    }

    /// RFC 1123: nil for what is none.
    static func hostName(_ text: String) -> String? {
        let isGood = text.utf8.allSatisfy { ($0 >= 48 && $0 <= 57) || ($0 | 32 >= 97 && $0 | 32 <= 122) || $0 == 45 || $0 == 46 }
        guard isGood, !text.isEmpty, text.utf8.count <= 253, text.first != "-", text.first != ".", text.last != "-" else {
            return nil
        }
        return text
    }
}
