import Glibc
import Netlink

/// One network namespace of a fake kernel: devices, addresses, routes, forwarding, settings, and the rules of nftables.
struct MemoryNamespace: Sendable {
    var links: [String: MemoryLink] = ["lo": .loopback()]
    var addresses: [LinkAddress] = []
    /// Those that somebody has set; the kernel's own follow from the addresses.
    var routes: [Route] = []
    var forwarding: [ForwardingEntry] = []
    /// What has been set below /proc/sys/net.
    var values: [String: String] = [:]
    var rules = MemoryRuleset()
    /// Of the link that comes next.
    var nextIndex: Int32 = 2

    func dump(_ parts: Set<DumpPart>) -> NetworkDump {
        var dump = NetworkDump(links: links.values.map(\.shown).sorted { $0.index < $1.index }, addresses: addresses)
        if parts.contains(.forwarding) { dump.forwarding = forwarding }
        if parts.contains(.routes) { dump.routes = routes + ownRoutes.filter { !routes.contains($0) } }
        return dump
    }

    /// To the networks that are on a link.
    private var ownRoutes: [Route] {
        var found: [Route] = []
        for address in addresses where links[address.link]?.shown.isUp == true {
            let isHost = address.prefix.length == address.prefix.address.bitWidth
            if isHost, !address.prefix.address.isV6 { continue }
            let route = Route(destination: address.prefix.network, link: address.link)
            if !found.contains(route) { found.append(route) }
        }
        return found
    }

    /// The device with a network in which the address is.
    func link(towards address: IPAddress) -> String? {
        let host = IPPrefix(host: address)
        return addresses.first { links[$0.link]?.shown.isUp == true && $0.prefix.contains(host) }?.link
    }

    func has(_ address: IPAddress) -> Bool { addresses.contains { $0.prefix.address == address } }

    // MARK: Addresses

    mutating func add(_ address: LinkAddress) throws(Errno) {
        guard let link = links[address.link] else { throw Errno(ENODEV) }
        if address.prefix.address.isV6, !link.hasIPv6 { throw Errno(EACCES) }
        guard !addresses.contains(where: { $0.link == address.link && $0.prefix == address.prefix }) else {
            throw Errno(EEXIST)
        }
        addresses.append(address)
    }

    mutating func remove(_ address: LinkAddress) throws(Errno) {
        guard links[address.link] != nil else { throw Errno(ENODEV) }
        guard let place = addresses.firstIndex(of: address) else { throw Errno(EADDRNOTAVAIL) }
        addresses.remove(at: place)
        let isV6 = address.prefix.address.isV6
        guard !isV6 else { return }
        // The first address of a network is the one that the others depend on.
        let depend = addresses.indices.filter { index in
            addresses[index].link == address.link && addresses[index].prefix.network == address.prefix.network
                && addresses[index].prefix.length == address.prefix.length
        }
        if depend.allSatisfy({ $0 >= place }) { for index in depend.reversed() { addresses.remove(at: index) } }
        // With its last address a link loses its routes.
        guard !addresses.contains(where: { $0.link == address.link && !$0.prefix.address.isV6 }) else { return }
        routes.removeAll { $0.link == address.link && !$0.destination.address.isV6 }
    }

    // MARK: Routes

    mutating func replace(_ route: Route) throws(Errno) {
        var route = route
        if let name = route.link {
            guard let link = links[name] else { throw Errno(ENODEV) }
            guard link.shown.isUp else { throw Errno(ENETDOWN) }
        }
        if let gateway = route.gateway, !gateway.isLinkLocal || !gateway.isV6 {
            let found = link(towards: gateway)
            guard let found, route.link == nil || isNear(gateway, route.link) else {
                throw Errno(gateway.isV6 ? EHOSTUNREACH : ENETUNREACH)
            }
            route.link = route.link ?? found
        }
        guard route.link != nil else { throw Errno(ENODEV) }
        routes.removeAll { $0.destination == route.destination }
        routes.append(route)
    }

    private func isNear(_ address: IPAddress, _ link: String?) -> Bool {
        addresses.contains { $0.link == link && $0.prefix.contains(IPPrefix(host: address)) }
    }

    mutating func remove(_ route: Route) throws(Errno) {
        if let link = route.link, links[link] == nil { throw Errno(ENODEV) }
        let place = routes.firstIndex { known in
            known.destination == route.destination && (route.gateway == nil || known.gateway == route.gateway)
                && (route.link == nil || known.link == route.link)
        }
        guard let place else { throw Errno(ESRCH) }
        routes.remove(at: place)
    }

    // MARK: Forwarding

    mutating func add(_ entry: ForwardingEntry) throws(Errno) {
        guard let link = links[entry.link] else { throw Errno(ENODEV) }
        guard link.shown.kind == "vxlan" else { throw Errno(EOPNOTSUPP) }
        let known = forwarding.filter { $0.link == entry.link && $0.mac == entry.mac }
        // Only frames to nobody in particular go to several places.
        if known.isEmpty || entry.mac == .flood, !known.contains(entry) { forwarding.append(entry) }
    }

    mutating func remove(_ entry: ForwardingEntry) throws(Errno) {
        guard links[entry.link] != nil else { throw Errno(ENODEV) }
        guard forwarding.contains(where: { $0.link == entry.link && $0.mac == entry.mac }) else { throw Errno(ENOENT) }
        // The kernel minds the MAC only.
        forwarding.removeAll { $0 == entry }
    }
}
