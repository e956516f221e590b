import AgentProtocol
import Netlink

/// What a guest may claim to be (anti-spoofing): its MAC, its addresses in IP, ARP and neighbour discovery, the allowed pairs. It is
/// neither a DHCP server nor an IPv6 router. Pure.
struct SourceRules {
    /// The addresses that belong to one MAC.
    private struct Identity {
        var mac: HardwareAddress
        var v4: Set<String> = []
        var v6: Set<String> = []
        /// Addresses of IPv6, and whether there are whole networks besides.
        var targets: Set<String> = []
        var hasNetworks = false
    }

    private let identities: [Identity]

    init(_ port: PortSpec) {
        var found: [HardwareAddress: Identity] = [:]
        func add(_ mac: HardwareAddress, _ prefix: IPPrefix) {
            var identity = found[mac] ?? Identity(mac: mac)
            Self.add(prefix, to: &identity)
            found[mac] = identity
        }
        let own = HardwareAddress(port.mac)
        if let own {
            found[own] = Identity(mac: own)
            for address in port.addresses { if let ip = IPAddress(address.ip) { add(own, IPPrefix(host: ip)) } }
        }
        for pair in port.allowedAddressPairs {
            guard let prefix = IPPrefix(pair.ip), let mac = pair.mac.isEmpty ? own : HardwareAddress(pair.mac) else { continue }
            add(mac, prefix)
        }
        identities = found.values.sorted { $0.mac.description < $1.mac.description }
    }

    private static func add(_ prefix: IPPrefix, to identity: inout Identity) {
        let isHost = prefix.length == prefix.address.bitWidth
        let text = isHost ? prefix.address.description : prefix.network.description
        guard prefix.address.isV6 else {
            identity.v4.insert(text)
            return
        }
        identity.v6.insert(text)
        if isHost { identity.targets.insert("0x" + prefix.address.hex) } else { identity.hasNetworks = true }
    }

    var lines: [String] {
        guard !identities.isEmpty else { return ["drop"] }
        let macs = identities.map(\.mac.description)
        return ["ether saddr != \(Self.list(macs)) drop", "ether type != { arp, ip, ip6 } drop"]
            + each(arp) + ["ether type arp accept"]
            // Before it has an address.
            + ["ip saddr 0.0.0.0 udp sport 68 udp dport 67 accept"]
            + each(v4) + ["ether type ip udp sport 68 udp dport 67 accept", "ether type ip udp sport 67 drop"]
            // Duplicate address detection, and finding routers.
            + [
                "ip6 saddr :: icmpv6 type { nd-router-solicit, nd-neighbor-solicit, mld-listener-report, mld2-listener-report } accept"
            ]
            + each(v6) + ["icmpv6 type { nd-router-advert, nd-redirect } drop"]
            + each(targets)
            + [
                "icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert, mld-listener-report, mld2-listener-report } accept",
                "ether type ip6 udp sport 546 udp dport 547 accept",
                "ether type ip6 udp sport 547 drop",
            ]
    }

    /// Where there are several MACs, each has its own addresses and no others.
    private func each(_ rules: (Identity) -> [String]) -> [String] {
        identities.flatMap { identity in
            rules(identity).map { identities.count > 1 ? "ether saddr \(identity.mac) \($0)" : $0 }
        }
    }

    private func arp(_ identity: Identity) -> [String] {
        // A probe names no sender (RFC 5227 §2.1.1).
        ["arp saddr ether != \(identity.mac) drop", "arp saddr ip != \(Self.list(identity.v4.union(["0.0.0.0"]))) drop"]
    }

    private func v4(_ identity: Identity) -> [String] {
        identity.v4.isEmpty ? ["ether type ip drop"] : ["ip saddr != \(Self.list(identity.v4)) drop"]
    }

    private func v6(_ identity: Identity) -> [String] {
        ["ip6 saddr != \(Self.list(identity.v6.union([identity.mac.linkLocal.description]))) drop"]
    }

    /// The address that it says is its own, in a neighbour advertisement (RFC 4861 §4.4): 8 bytes behind the type.
    private func targets(_ identity: Identity) -> [String] {
        if identity.hasNetworks { return [] }
        let own = identity.targets.union(["0x" + identity.mac.linkLocal.hex])
        return ["icmpv6 type nd-neighbor-advert @th,64,128 != \(Self.list(own)) drop"]
    }

    private static func list(_ texts: some Collection<String>) -> String { "{ \(texts.sorted().joined(separator: ", ")) }" }
}
