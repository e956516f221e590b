import Glibc
import Netlink

/// Devices of one namespace. What concerns two, as pairs do, is the whole kernel's.
extension MemoryNamespace {
    mutating func insert(
        _ name: String, kind: String, mac: HardwareAddress?, peer: MemoryLink.Peer? = nil, vni: UInt32? = nil,
        local: IPAddress? = nil, group: UInt32 = 0
    ) throws(Errno) {
        guard links[name] == nil else { throw Errno(EEXIST) }
        guard !name.isEmpty, name.utf8.count < 16, !name.contains("/"), !name.contains(" ") else { throw Errno(ERANGE) }
        let low = UInt8(truncatingIfNeeded: nextIndex)
        let high = UInt8(truncatingIfNeeded: nextIndex >> 8)
        var link = MemoryLink(
            NetworkDump.Link(
                index: nextIndex, name: name, kind: kind,
                mac: mac ?? HardwareAddress(bytes: [0x02, 0x51, 0x4D, UInt8(name.utf8.count), high, low]), isUp: false, vni: vni,
                local: local, group: group), peer: peer)
        link.hasOwnMAC = mac != nil
        links[name] = link
        nextIndex += 1
    }

    mutating func insertVXLAN(_ name: String, vni: UInt32, local: IPAddress) throws(Errno) {
        let isTaken = links.values.contains { $0.shown.kind == "vxlan" && $0.shown.vni == vni }
        guard !isTaken else { throw Errno(EEXIST) }
        try insert(name, kind: "vxlan", mac: nil, vni: vni, local: local, group: NetworkDump.Link.ownGroup)
    }

    mutating func set(_ name: String, _ settings: NetlinkChange.LinkSettings) throws(Errno) {
        guard var link = links[name] else { throw Errno(ENODEV) }
        if let master = settings.master, !master.isEmpty {
            guard let bridge = links[master] else { throw Errno(ENODEV) }
            guard bridge.shown.kind == "bridge" else { throw Errno(EOPNOTSUPP) }
            guard link.shown.kind != "bridge" else { throw Errno(ELOOP) }
        }
        let old = link.shown.master
        if let mtu = settings.mtu {
            link.shown.mtu = mtu
            link.hasOwnMTU = true
        }
        if let mac = settings.mac {
            link.shown.mac = mac
            link.hasOwnMAC = true
        }
        if let alias = settings.alias { link.shown.alias = alias }
        if let master = settings.master { link.shown.master = master.isEmpty ? nil : master }
        if let isUp = settings.isUp { link.shown.isUp = isUp }
        links[name] = link
        if settings.isUp == false { lower(name) }
        if settings.isUp == true, name == "lo" { raiseLoopback() }
        for bridge in Set([old, link.shown.master].compactMap(\.self)) { adjust(bridge) }
    }

    /// What a link that goes down takes along.
    private mutating func lower(_ name: String) {
        routes.removeAll { $0.link == name }
        addresses.removeAll { $0.link == name && $0.prefix.address.isV6 }
    }

    /// The kernel gives it its addresses.
    private mutating func raiseLoopback() {
        for text in ["127.0.0.1/8", "::1/128"] {
            guard let prefix = IPPrefix(text) else { continue }
            let address = LinkAddress(link: "lo", prefix: prefix)
            if !addresses.contains(address) { addresses.append(address) }
        }
    }

    /// A bridge follows its ports.
    private mutating func adjust(_ bridge: String) {
        guard var link = links[bridge] else { return }
        let ports = links.values.filter { $0.shown.master == bridge }.map(\.shown)
        if !link.hasOwnMTU { link.shown.mtu = ports.map(\.mtu).min() ?? 1500 }
        let lowest = ports.compactMap(\.mac).min { $0.description < $1.description }
        if !link.hasOwnMAC, let lowest { link.shown.mac = lowest }
        links[bridge] = link
    }

    /// Takes away a link with all that is on it.
    /// - Returns: what it was
    @discardableResult
    mutating func extract(_ name: String) throws(Errno) -> MemoryLink {
        guard let link = links[name] else { throw Errno(ENODEV) }
        guard name != "lo" else { throw Errno(EOPNOTSUPP) }
        links[name] = nil
        addresses.removeAll { $0.link == name }
        routes.removeAll { $0.link == name }
        forwarding.removeAll { $0.link == name }
        values = values.filter { !$0.key.hasPrefix("ipv4/conf/\(name)/") && !$0.key.hasPrefix("ipv6/conf/\(name)/") }
        for (port, other) in links where other.shown.master == name { links[port]?.shown.master = nil }
        if let master = link.shown.master { adjust(master) }
        return link
    }

    // MARK: Settings

    mutating func set(_ name: String, to value: String) throws(Errno) {
        guard exists(name) else { throw Errno(ENOENT) }
        values[name] = value
        let parts = name.split(separator: "/")
        guard parts.count == 4, parts[0] == "ipv6", parts[3] == "disable_ipv6" else { return }
        let link = String(parts[2])
        links[link]?.hasIPv6 = value == "0"
        if value != "0" { addresses.removeAll { $0.link == link && $0.prefix.address.isV6 } }
    }

    private func exists(_ name: String) -> Bool {
        let parts = name.split(separator: "/").map(String.init)
        switch parts.first {
        case "bridge": return parts.count == 2 && parts[1].hasPrefix("bridge-nf-call-")
        case "ipv4" where parts.count == 2: return parts[1] == "ip_forward"
        case "ipv4", "ipv6": return parts.count == 4 && parts[1] == "conf" && isScope(parts[2])
        default: return false
        }
    }

    private func isScope(_ name: String) -> Bool { ["all", "default"].contains(name) || links[name] != nil }
}
