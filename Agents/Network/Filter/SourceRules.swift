import AgentProtocol
import Netlink

/// What a guest may claim to be (anti-spoofing): its MAC, its addresses in IP, ARP and neighbour discovery, the allowed pairs. Pure.
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
        return [Self.none(of: "ether saddr", macs) + " drop", "jump any_from"]
            + each(arp) + ["ether type arp accept"] + each(v4) + each(v6) + each(targets)
    }

    /// Where there are several MACs, each has its own addresses and no others.
    private func each(_ rules: (Identity) -> [String]) -> [String] {
        identities.flatMap { identity in
            rules(identity).map { identities.count > 1 ? "ether saddr \(identity.mac) \($0)" : $0 }
        }
    }

    private func arp(_ identity: Identity) -> [String] {
        // A probe names no sender (RFC 5227 §2.1.1).
        [
            "arp saddr ether != \(identity.mac) drop",
            Self.none(of: "arp saddr ip", identity.v4.union(["0.0.0.0"])) + " drop",
        ]
    }

    private func v4(_ identity: Identity) -> [String] {
        identity.v4.isEmpty ? ["ether type ip drop"] : [Self.none(of: "ip saddr", identity.v4) + " drop"]
    }

    private func v6(_ identity: Identity) -> [String] {
        [Self.none(of: "ip6 saddr", identity.v6.union([identity.mac.linkLocal.description])) + " drop"]
    }

    /// The address that it says is its own, in a neighbour advertisement (RFC 4861 §4.4): 8 bytes behind the type.
    private func targets(_ identity: Identity) -> [String] {
        if identity.hasNetworks { return [] }
        let own = identity.targets.union(["0x" + identity.mac.linkLocal.hex])
        return ["icmpv6 type nd-neighbor-advert " + Self.none(of: "@th,64,128", own) + " drop"]
    }

    /// A few are compared one by one: a set that a rule has for itself costs the whole table something at each change.
    private static func none(of field: String, _ texts: some Collection<String>) -> String {
        let texts = texts.sorted()
        if texts.count > 4 { return "\(field) != { \(texts.joined(separator: ", ")) }" }
        return texts.map { "\(field) != \($0)" }.joined(separator: " ")
    }
}
