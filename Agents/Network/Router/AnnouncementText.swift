import AgentProtocol
import Netlink

/// The configuration of the dnsmasq(8) that announces a router's IPv6 subnets to guests (RFC 4861): pure.
enum AnnouncementText {
    /// Nil where there is nothing to announce.
    static func configuration(_ router: RouterSpec, directory: String) -> String? {
        guard router.adminUp else { return nil }
        var lines: [String] = []
        for port in router.interfaces where !port.announced.isEmpty {
            let device = DeviceName.inner(port.portID)
            lines.append("interface=\(device)")
            lines.append("ra-param=\(device)\(port.mtu > 0 ? ",mtu:\(port.mtu)" : ""),60,1800")
            for (index, subnet) in port.announced.enumerated() {
                guard let network = IPPrefix(subnet.cidr), network.address.isV6 else { continue }
                let tag = "\(device)-\(index)"
                lines.append(
                    "dhcp-range=set:\(tag),\(network.network.address),\(mode(subnet.ipv6RaMode)),\(network.length),86400s")
                let servers = subnet.dnsServers.compactMap { IPAddress($0) }.filter(\.isV6)
                if !servers.isEmpty {
                    lines.append("dhcp-option=tag:\(tag),option6:dns-server,\(servers.map { "[\($0)]" }.joined(separator: ","))")
                }
            }
        }
        guard lines.contains(where: { $0.hasPrefix("dhcp-range") }) else { return nil }
        let head = [
            "# Written by apus-agent.", "except-interface=lo", "bind-dynamic", "port=0", "no-hosts", "no-resolv", "enable-ra",
            "user=nobody", "group=nogroup",
            "dhcp-leasefile=\(directory)/leases", "pid-file=\(directory)/pid",
        ]
        return (head + lines).map { $0 + "\n" }.joined()
    }

    /// Where guests take their addresses from (the flags of RFC 4861 §4.2).
    private static func mode(_ text: String) -> String {
        switch text {
        case "dhcpv6-stateful": "static"
        case "dhcpv6-stateless": "ra-stateless"
        default: "ra-only"
        }
    }
}
