import AgentProtocol
import AgentRuntime
import Netlink

/// The devices of one network on one host: pure.
struct NetworkLinks {
    var id: String
    var held: Wanted.Held<NetworkSpec>
    var settings: NetworkSettings
    /// The file of the service namespace.
    var serviceNamespace: String

    private var spec: NetworkSpec { held.spec }
    private var mtu: UInt32 { spec.mtu > 0 ? spec.mtu : 1500 }

    /// The bridge that guests are plugged into.
    var bridge: String { DeviceName.bridge(id) }

    /// The provider's, of a network that is one.
    private var physical: PhysicalNetwork? {
        spec.kind == .flat ? settings.physicalNetworks[spec.physicalNetwork] : nil
    }

    var hasService: Bool { HardwareAddress(spec.serviceMac) != nil }

    /// In the host's own namespace.
    /// - Parameter dump: tells whether the provider's bridge is somebody else's
    func hostLinks(_ dump: NetworkDump) -> [WantedLink] {
        var links = [ownBridge]
        if let physical { links += [providerBridge(physical, dump), providerEnd(physical), networkEnd] }
        if spec.kind == .vxlan, let local = IPAddress(settings.tunnelAddress) {
            var tunnel = WantedLink(DeviceName.vxlan(id), .vxlan(vni: spec.segment, local: local))
            tunnel.alias = "\(Label(.tunnel, id, held.generation))"
            tunnel.mtu = mtu
            tunnel.master = bridge
            tunnel.formsAddresses = false
            links.append(tunnel)
        }
        if hasService { links.append(serviceEnd) }
        return links
    }

    private var ownBridge: WantedLink {
        var link = WantedLink(bridge, .bridge)
        link.alias = "\(Label(.network, id, held.generation))"
        link.mtu = mtu
        // One that is down forwards nothing, whatever is plugged into it.
        link.isUp = !spec.adminDown
        link.formsAddresses = false
        return link
    }

    /// One that an operator has made is used as it is.
    private func providerBridge(_ physical: PhysicalNetwork, _ dump: NetworkDump) -> WantedLink {
        let found = dump.link(physical.bridge)
        if let found, Label(found.alias)?.kind != .physical { return WantedLink(physical.bridge, .existing) }
        var link = WantedLink(physical.bridge, .bridge)
        link.alias = "\(Label(.physical, spec.physicalNetwork, 0))"
        link.mtu = mtu
        // A bridge without an address of its own takes one of its ports', and changes it with them.
        link.mac = found?.mac ?? .random()
        link.addresses = Set([physical.address.flatMap { IPPrefix($0) }].compactMap(\.self))
        return link
    }

    /// The provider's bridge belongs to the host, the network's to guests: a pair of devices joins them, and each has rules of
    /// its own.
    private func providerEnd(_ physical: PhysicalNetwork) -> WantedLink {
        var link = WantedLink(
            DeviceName.providerEnd(id), .veth(peer: DeviceName.networkEnd(id), peerMAC: nil, namespace: nil))
        link.alias = "\(Label(.wire, id, held.generation))"
        link.mtu = mtu
        link.master = physical.bridge
        link.formsAddresses = false
        return link
    }

    private var networkEnd: WantedLink {
        var link = WantedLink(DeviceName.networkEnd(id), .existing)
        link.mtu = mtu
        link.master = bridge
        link.formsAddresses = false
        return link
    }

    private var serviceEnd: WantedLink {
        var link = WantedLink(
            DeviceName.serviceEnd(id),
            .veth(peer: DeviceName.service(id), peerMAC: HardwareAddress(spec.serviceMac), namespace: serviceNamespace))
        link.alias = "\(Label(.service, id, held.generation))"
        link.mtu = mtu
        link.master = bridge
        link.formsAddresses = false
        return link
    }

    /// Inside the service namespace: the same on every host.
    var serviceLinks: [WantedLink] {
        var link = WantedLink(DeviceName.service(id), .existing)
        link.mtu = mtu
        link.mac = HardwareAddress(spec.serviceMac)
        link.addresses = serviceAddresses
        return [WantedLink("lo", .existing), link]
    }

    private var serviceAddresses: Set<IPPrefix> {
        var found: Set<IPPrefix> = [IPPrefix(host: ServiceAddresses.metadata4)]
        if let local = IPPrefix(ServiceAddresses.metadata6, length: 64) { found.insert(local) }
        for subnet in spec.subnets {
            guard let address = IPAddress(subnet.serviceAddress), let network = IPPrefix(subnet.cidr),
                let prefix = IPPrefix(address, length: network.length)
            else { continue }
            found.insert(prefix)
        }
        return found
    }

    /// Guests of subnets in which the service has no address are on the link all the same.
    var serviceRoutes: Set<Route> {
        var found: Set<Route> = []
        for subnet in spec.subnets where IPAddress(subnet.serviceAddress) == nil {
            guard let network = IPPrefix(subnet.cidr), !network.address.isV6 else { continue }
            found.insert(Route(destination: network.network, link: DeviceName.service(id)))
        }
        return found
    }
}
