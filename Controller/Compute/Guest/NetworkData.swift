import Core
import Networking

/// `network_data.json`: the guest's interfaces, and how each is to be configured (OpenStack metadata, network format).
enum NetworkData {
    static func document(_ networks: [GuestNetwork]) -> [UInt8] {
        JSONWriter.bytes { w in
            w.object { w in
                w.field("links") { w in w.array(networks) { link($1, &$0) } }
                w.field("networks") { w in
                    w.array(entries(networks)) { w, entry in
                        network(entry.address, of: entry.network, number: entry.number, &w)
                    }
                }
                w.field("services") { w in w.array(servers(networks)) { service($1, &$0) } }
            }
        }
    }

    private typealias Entry = (number: Int, network: GuestNetwork, address: GuestNetwork.Address)

    private static func entries(_ networks: [GuestNetwork]) -> [Entry] {
        networks.flatMap { network in network.addresses.map { (network, $0) } }.enumerated().map { ($0, $1.0, $1.1) }
    }

    private static func linkName(_ network: GuestNetwork) -> String { "tap" + network.portID.string.prefix(11) }

    private static func link(_ network: GuestNetwork, _ w: inout JSONWriter) {
        w.object { w in
            w.field("id", linkName(network))
            w.field("vif_id", network.portID.string)
            w.field("type", "bridge")
            w.field("mtu", network.mtu)
            w.field("ethernet_mac_address", network.macAddress)
        }
    }

    private static func network(
        _ address: GuestNetwork.Address, of network: GuestNetwork, number: Int, _ w: inout JSONWriter
    ) {
        let type = type(address)
        w.object { w in
            w.field("id", "network\(number)")
            w.field("type", type)
            w.field("link", linkName(network))
            w.field("network_id", network.networkID.string)
            // Who asks DHCP is told the rest by it.
            guard type != "ipv4_dhcp" else { return }
            w.field("ip_address", address.address)
            w.field("netmask", mask(address.cidr))
            w.field("routes") { w in w.array(routes(address)) { route($1.destination, $1.hop, &$0) } }
            w.field("services") { w in w.array(address.dnsServers) { service($1, &$0) } }
        }
    }

    private static func type(_ address: GuestNetwork.Address) -> String {
        switch (address.family, address.ipv6AddressMode) {
        case (.v4, _): address.isDHCPEnabled ? "ipv4_dhcp" : "ipv4"
        case (.v6, .slaac?): "ipv6_slaac"
        case (.v6, .dhcpStateless?): "ipv6_dhcpv6-stateless"
        case (.v6, .dhcpStateful?): "ipv6_dhcpv6-stateful"
        case (.v6, nil): "ipv6"
        }
    }

    private static func routes(_ address: GuestNetwork.Address) -> [(destination: CIDR, hop: String)] {
        let own = address.hostRoutes.map { ($0.destination, "\($0.nextHop)") }
        guard let gateway = address.gateway else { return own }
        return [(CIDR(IPAddress(address.family, 0), prefixLength: 0), gateway)] + own
    }

    private static func route(_ destination: CIDR, _ hop: String, _ w: inout JSONWriter) {
        w.object { w in
            w.field("network", "\(destination.first)")
            w.field("netmask", mask(destination))
            w.field("gateway", hop)
        }
    }

    /// "255.255.255.0", "ffff:ffff:ffff:ffff::".
    private static func mask(_ cidr: CIDR) -> String {
        let bits = cidr.family.bits
        let ones: UInt128 = cidr.prefixLength == 0 ? 0 : .max << UInt128(bits - cidr.prefixLength)
        return "\(IPAddress(cidr.family, bits == 32 ? ones & 0xFFFF_FFFF : ones))"
    }

    private static func servers(_ networks: [GuestNetwork]) -> [String] {
        var seen: Set<String> = []
        return networks.flatMap(\.addresses).flatMap(\.dnsServers).filter { seen.insert($0).inserted }
    }

    private static func service(_ address: String, _ w: inout JSONWriter) {
        w.object { w in
            w.field("type", "dns")
            w.field("address", address)
        }
    }
}
