import AgentProtocol
import HostCommands
import Netlink

/// Brings routers to their state on this host: a namespace each, with pairs of devices to the bridges of its networks.
struct RouterMaker {
    let seams: Seams

    /// - Parameter bridges: of the networks, by id
    func make(_ id: String, _ held: Wanted.Held<RouterSpec>, bridges: [String: String], _ dump: NetworkDump) async throws {
        let name = DeviceName.routerNamespace(id)
        let namespace = seams.kernel.namespace(name)
        var dump = dump
        try await seams.ensureNamespace(name) { try await letGo(id, &dump) }
        try await setUp(namespace)
        let links = RouterLinks(id: id, held: held, namespace: namespace.path ?? "")
        try await seams.apply(RouterRules.text(held.spec), in: namespace)
        let wanted = links.hostLinks(bridges)
        let stray = Self.ends(of: id, dump).filter { end in !wanted.contains { $0.name == end } }
        try await seams.change(stray.map { .deleteLink($0) } + LinkPlan.changes(wanted, dump), in: seams.base)
        let fresh = try await makeInside(links, namespace)
        try await announce(id, held.spec, namespace)
        for (link, addresses) in fresh { try await seams.kernel.announce(addresses, on: link, in: namespace) }
    }

    /// Of a namespace that somebody has removed: its name has gone, but who lives in it keeps it, with its ends of the pairs.
    private func letGo(_ id: String, _ dump: inout NetworkDump) async throws {
        await announcer(id, seams.kernel.namespace(DeviceName.routerNamespace(id))).stop()
        let ends = Self.ends(of: id, dump)
        try await seams.change(ends.map { .deleteLink($0) }, in: seams.base)
        dump.links.removeAll { ends.contains($0.name) }
    }

    /// Also of a namespace that is here: it may be of an agent that came no further.
    private func setUp(_ namespace: NetworkNamespace) async throws {
        try await seams.kernel.set(
            [
                ("ipv4/ip_forward", "1"), ("ipv6/conf/all/forwarding", "1"), ("ipv6/conf/default/accept_dad", "0"),
                ("ipv6/conf/default/accept_ra", "0"), ("ipv4/conf/all/arp_ignore", "1"), ("ipv4/conf/all/arp_announce", "2"),
                ("ipv4/conf/all/rp_filter", "0"), ("ipv4/conf/default/rp_filter", "0"),
            ], in: namespace)
    }

    /// - Returns: the addresses that its devices have got just now
    private func makeInside(_ links: RouterLinks, _ namespace: NetworkNamespace) async throws -> [(String, [IPAddress])] {
        let dump = try await seams.kernel.dump(namespace, [.routes])
        let changes = LinkPlan.changes(links.innerLinks, dump)
        try await seams.change(changes, in: namespace)
        let names = Set(links.ends.map(\.name))
        // Addresses and links that have gone took their routes with them.
        let after = changes.isEmpty ? dump : try await seams.kernel.dump(namespace, [.routes])
        try await seams.change(LinkPlan.routes(links.routes, after, links: names), in: namespace)
        await forget(changes, namespace)
        return names.sorted().compactMap { name in
            let new = changes.compactMap { change -> IPAddress? in
                guard case .addAddress(let address) = change, address.link == name else { return nil }
                return address.prefix.address
            }
            return new.isEmpty ? nil : (name, new)
        }
    }

    /// Connections by way of a floating address that has gone end with it.
    private func forget(_ changes: [NetlinkChange], _ namespace: NetworkNamespace) async {
        for case .deleteAddress(let address) in changes where address.prefix.length == 32 {
            let inside = namespace.path.map { ["--net=\($0)"] } ?? []
            for side in ["--orig-dst", "--reply-dst"] {
                // It fails where there are none.
                _ = try? await seams.commands.execute(
                    Command("nsenter", inside + ["--", "conntrack", "-D", side, "\(address.prefix.address)"]))
            }
        }
    }

    private func announcer(_ id: String, _ namespace: NetworkNamespace) -> DHCPServer {
        DHCPServer(seams: seams, name: "ra/" + id, namespace: namespace)
    }

    private func announce(_ id: String, _ spec: RouterSpec, _ namespace: NetworkNamespace) async throws {
        let server = announcer(id, namespace)
        guard let text = AnnouncementText.configuration(spec, directory: server.directory) else { return await server.remove() }
        try await server.ensure(configuration: text, files: [:])
    }

    /// Starts what announces it again, if that has died.
    func revive(_ id: String, _ spec: RouterSpec) async throws {
        let server = announcer(id, seams.kernel.namespace(DeviceName.routerNamespace(id)))
        guard AnnouncementText.configuration(spec, directory: server.directory) != nil, !server.isRunning else { return }
        try await server.start()
    }

    /// Takes away what a router has here, by its names and labels alone.
    func remove(_ id: String, _ dump: NetworkDump) async throws {
        let name = DeviceName.routerNamespace(id)
        await announcer(id, seams.kernel.namespace(name)).remove()
        try await seams.change(Self.ends(of: id, dump).map { .deleteLink($0) }, in: seams.base)
        try await seams.kernel.deleteNamespace(name)
    }

    private static func ends(of id: String, _ dump: NetworkDump) -> [String] {
        dump.links.filter { link in Label(link.alias).map { $0.kind == .router && $0.id == id } ?? false }.map(\.name)
    }
}
