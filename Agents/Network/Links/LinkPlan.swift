import Netlink

/// The changes that make devices what is wanted of them: pure. What is right already is left alone.
enum LinkPlan {
    static func changes(_ wanted: [WantedLink], _ dump: NetworkDump) -> [NetlinkChange] {
        var changes: [NetlinkChange] = []
        for link in wanted {
            let found = dump.link(link.name)
            let present = found.flatMap { isSame(link, $0) ? $0 : nil }
            if present == nil {
                if found != nil { changes.append(.deleteLink(link.name)) }
                changes += creation(link)
            }
            if let settings = settings(link, present) { changes.append(.setLink(link.name, settings)) }
            changes += addresses(link, present == nil ? [] : dump.addresses.filter { $0.link == link.name })
        }
        return changes
    }

    /// The same device with other settings, or one that only has the name?
    private static func isSame(_ wanted: WantedLink, _ found: NetworkDump.Link) -> Bool {
        if let kind = wanted.kind, found.kind != kind { return false }
        guard case .vxlan(let vni, let local) = wanted.creation else { return true }
        return found.vni == vni && found.local == local
    }

    private static func creation(_ link: WantedLink) -> [NetlinkChange] {
        switch link.creation {
        case .bridge: [.createBridge(link.name, mac: link.mac)]
        case .vxlan(let vni, let local): [.createVXLAN(link.name, vni: vni, local: local, port: VXLAN.port)]
        case .veth(let peer, let mac, let namespace): [.createVeth(link.name, peer: peer, peerMAC: mac, namespace: namespace)]
        case .existing: []
        }
    }

    private static func settings(_ link: WantedLink, _ found: NetworkDump.Link?) -> NetlinkChange.LinkSettings? {
        var settings = NetlinkChange.LinkSettings()
        if link.isUp != found?.isUp { settings.isUp = link.isUp }
        if let mtu = link.mtu, mtu != found?.mtu { settings.mtu = mtu }
        if let mac = link.mac, mac != found?.mac, !(found == nil && link.creation == .bridge) { settings.mac = mac }
        if let alias = link.alias, alias != found?.alias ?? "" { settings.alias = alias }
        if let master = link.master, master != found?.master ?? "" { settings.master = master }
        // It cannot be read back with the links, and is set once.
        if found == nil { settings.formsAddresses = link.formsAddresses }
        return settings == NetlinkChange.LinkSettings() ? nil : settings
    }

    private static func addresses(_ link: WantedLink, _ found: [LinkAddress]) -> [NetlinkChange] {
        guard let wanted = link.addresses else { return [] }
        let present = Set(found.map(\.prefix))
        // The kernel's own link-local address stays.
        let gone = present.subtracting(wanted).filter { !($0.address.isV6 && $0.address.isLinkLocal) }
        return sorted(gone).map { .deleteAddress(LinkAddress(link: link.name, prefix: $0)) }
            + sorted(wanted.subtracting(present)).map { .addAddress(LinkAddress(link: link.name, prefix: $0)) }
    }

    private static func sorted(_ prefixes: Set<IPPrefix>) -> [IPPrefix] {
        prefixes.sorted { $0.description < $1.description }
    }

    /// Which routes to set and which to take away, of those through `links`.
    static func routes(_ wanted: Set<Route>, _ dump: NetworkDump, links: Set<String>) -> [NetlinkChange] {
        // The kernel makes those to a link's own networks, and those of link-local addresses.
        let own = Set(dump.addresses.map(\.prefix.network) + dump.addresses.map { IPPrefix(host: $0.prefix.address) })
        let present = Set(
            dump.routes.filter { route in
                guard let link = route.link, links.contains(link) else { return false }
                return !(route.gateway == nil && (own.contains(route.destination) || route.destination.address.isV6))
            })
        func isWanted(_ route: Route) -> Bool {
            wanted.contains { $0.destination == route.destination && $0.gateway == route.gateway }
        }
        let gone = present.filter { !isWanted($0) }
        let new = wanted.filter { route in
            !present.contains { $0.destination == route.destination && $0.gateway == route.gateway }
        }
        func sorted(_ routes: some Collection<Route>) -> [Route] {
            routes.sorted {
                ($0.destination.length, $0.destination.description) > ($1.destination.length, $1.destination.description)
            }
        }
        return sorted(gone).filter { old in !new.contains { $0.destination == old.destination } }.map { .deleteRoute($0) }
            + sorted(new).map { .replaceRoute($0) }
    }
}
