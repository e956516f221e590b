import AgentProtocol
import AgentRuntime
import Netlink

/// Brings networks to their state on this host: bridges, tunnels, service namespaces with what runs in them.
struct NetworkMaker {
    let seams: Seams
    let metadata: any MetadataService

    private func links(_ id: String, _ held: Wanted.Held<NetworkSpec>) -> NetworkLinks {
        NetworkLinks(
            id: id, held: held, settings: seams.settings,
            serviceNamespace: seams.kernel.namespace(DeviceName.serviceNamespace(id)).path ?? "")
    }

    func bridge(_ id: String, _ held: Wanted.Held<NetworkSpec>) -> String { links(id, held).bridge }

    /// What cannot be right on this host, whatever the kernel says.
    func objection(_ held: Wanted.Held<NetworkSpec>) -> Trouble? {
        let spec = held.spec
        switch spec.kind {
        case .vxlan where IPAddress(seams.settings.tunnelAddress) == nil:
            return Trouble(
                "NET-NO-TUNNEL", "This host has no address for tunnels, so it carries no overlay networks.",
                hint: "Set tunnel_address in agent.yaml to an address that the other hosts reach.", passesElsewhere: true)
        case .vxlan where !VXLAN.identifiers.contains(spec.segment):
            return Trouble("NET-SEGMENT", "\(spec.segment) is not a VNI.", hint: "A VNI is between 1 and 16777215 (RFC 7348).")
        case .flat where seams.settings.physicalNetworks[spec.physicalNetwork] == nil:
            return Trouble(
                "NET-NO-PHYSICAL", "This host is not wired to the provider network \(spec.physicalNetwork).",
                hint: "Name its bridge under physical_networks in agent.yaml, or use another host.", passesElsewhere: true)
        case .unspecified, .UNRECOGNIZED:
            return Trouble(
                "NET-KIND", "This agent does not know this kind of network.", hint: "Update the agent.", passesElsewhere: true)
        default: return nil
        }
    }

    /// The devices of a network in the host's own namespace.
    /// - Returns: is its tunnel a new one, with an empty forwarding table?
    func makeLinks(_ id: String, _ held: Wanted.Held<NetworkSpec>, _ dump: NetworkDump) async throws -> Bool {
        let links = links(id, held)
        var dump = dump
        if links.hasService { try await makeNamespace(id, &dump) }
        let wanted = links.hostLinks(dump)
        let changes = LinkPlan.changes(wanted, dump)
        let quiet = wanted.filter { $0.formsAddresses == false && $0.creation == .bridge }.map(\.name)
        try await seams.change(changes.filter { !Self.raises($0, quiet) }, in: seams.base)
        // The host itself shall not take part: a guest's router advertisement is not for it.
        if !changes.isEmpty {
            try await seams.kernel.set(quiet.map { ("ipv6/conf/\($0)/disable_ipv6", "1") }, in: seams.base)
        }
        try await seams.change(changes.filter { Self.raises($0, quiet) }, in: seams.base)
        if held.spec.kind == .flat { try await makeGateway(held.spec) }
        return changes.contains { if case .createVXLAN = $0 { true } else { false } }
    }

    private static func raises(_ change: NetlinkChange, _ quiet: [String]) -> Bool {
        guard case .setLink(let name, _) = change else { return false }
        return quiet.contains(name)
    }

    private func makeNamespace(_ id: String, _ dump: inout NetworkDump) async throws {
        let name = DeviceName.serviceNamespace(id)
        try await seams.ensureNamespace(name) { try await letGo(id, &dump) }
        // One that is here may be of an agent that came no further.
        try await seams.kernel.set(
            [("ipv6/conf/default/accept_dad", "0"), ("ipv6/conf/default/accept_ra", "0")], in: seams.kernel.namespace(name))
    }

    /// Of a namespace that somebody has removed: its name has gone, but who lives in it keeps it, with its end of the pair.
    private func letGo(_ id: String, _ dump: inout NetworkDump) async throws {
        await metadata.remove(id)
        await NetworkDHCP(seams: seams, id: id, spec: NetworkSpec()).stop()
        guard dump.link(DeviceName.serviceEnd(id)) != nil else { return }
        try await seams.change([.deleteLink(DeviceName.serviceEnd(id))], in: seams.base)
        dump.links.removeAll { $0.name == DeviceName.serviceEnd(id) }
    }

    /// What is inside the service namespace: addresses, DHCP, metadata.
    func makeService(
        _ id: String, _ held: Wanted.Held<NetworkSpec>, _ ports: [(id: String, spec: PortSpec)], keeping: Set<String>
    ) async throws {
        let links = links(id, held)
        guard links.hasService else { return }
        let namespace = seams.kernel.namespace(DeviceName.serviceNamespace(id))
        let dump = try await seams.kernel.dump(namespace, [.routes])
        try await seams.change(LinkPlan.changes(links.serviceLinks, dump), in: namespace)
        let routes = LinkPlan.routes(links.serviceRoutes, dump, links: [DeviceName.service(id)])
        try await seams.change(routes, in: namespace)
        try await NetworkDHCP(seams: seams, id: id, spec: held.spec).ensure(ports, keeping: keeping)
        try await metadata.ensure(id)
    }

    /// This host as the way out of a provider network.
    private func makeGateway(_ spec: NetworkSpec) async throws {
        guard let physical = seams.settings.physicalNetworks[spec.physicalNetwork], physical.nat,
            let network = physical.address.flatMap({ IPPrefix($0) })?.network
        else { return }
        try await seams.kernel.set([(network.address.isV6 ? "ipv6/conf/all/forwarding" : "ipv4/ip_forward", "1")], in: seams.base)
        try await seams.apply(GatewayRules.text(bridge: physical.bridge, network: network), in: seams.base)
    }

    /// Takes away what a network has here, by its names and labels alone. What carries the network's own label goes last, so that an
    /// agent that is killed in between is asked again.
    /// - Parameter used: provider networks of those that stay
    func remove(_ id: String, _ dump: NetworkDump, used: Set<String>) async throws {
        await NetworkDHCP(seams: seams, id: id, spec: NetworkSpec()).remove()
        await metadata.remove(id)
        let mine = dump.links.filter { link in
            guard let label = Label(link.alias) else { return false }
            if label.kind == .physical { return !used.contains(label.id) }
            return label.id == id && [.network, .tunnel, .service, .wire].contains(label.kind)
        }
        for (name, physical) in seams.settings.physicalNetworks where physical.nat && !used.contains(name) {
            try await seams.apply(GatewayRules.removal(bridge: physical.bridge), in: seams.base)
        }
        func isLast(_ link: NetworkDump.Link) -> Bool { Label(link.alias)?.kind == .network }
        let ordered = mine.filter { !isLast($0) } + mine.filter(isLast)
        try await seams.change(ordered.map { .deleteLink($0.name) }, in: seams.base)
        try await seams.kernel.deleteNamespace(DeviceName.serviceNamespace(id))
        seams.files.remove("peers/" + id)
    }
}
