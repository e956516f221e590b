import AgentProtocol
import Netlink

/// The devices, addresses and routes of one router: pure.
struct RouterLinks {
    var id: String
    var held: Wanted.Held<RouterSpec>
    /// The file of its namespace.
    var namespace: String

    private var spec: RouterSpec { held.spec }

    struct End: Sendable {
        var port: Apus_Agent_V1_RouterPort
        /// The device inside.
        var name: String
        var isGateway: Bool
    }

    var ends: [End] {
        let inner = spec.interfaces.map { End(port: $0, name: DeviceName.inner($0.portID), isGateway: false) }
        guard spec.hasGateway else { return inner }
        return inner + [End(port: spec.gateway, name: DeviceName.outer(spec.gateway.portID), isGateway: true)]
    }

    /// In the host's own namespace.
    /// - Parameter bridges: of the networks, by id
    func hostLinks(_ bridges: [String: String]) -> [WantedLink] {
        ends.map { end in
            var link = WantedLink(
                DeviceName.routerEnd(end.port.portID),
                .veth(peer: end.name, peerMAC: HardwareAddress(end.port.mac), namespace: namespace))
            link.alias = "\(Label(.router, id, held.generation))"
            link.mtu = end.port.mtu > 0 ? end.port.mtu : nil
            link.master = bridges[end.port.networkID]
            link.formsAddresses = false
            return link
        }
    }

    var innerLinks: [WantedLink] {
        [WantedLink("lo", .existing)]
            + ends.map { end in
                var link = WantedLink(end.name, .existing)
                link.mtu = end.port.mtu > 0 ? end.port.mtu : nil
                link.mac = HardwareAddress(end.port.mac)
                link.isUp = spec.adminUp
                link.addresses = addresses(end)
                return link
            }
    }

    private func addresses(_ end: End) -> Set<IPPrefix> {
        var found = Set(
            end.port.addresses.compactMap { address in
                IPAddress(address.ip).flatMap { IPPrefix($0, length: Int(address.prefixLength)) }
            })
        guard end.isGateway else { return found }
        // So that it answers ARP for them.
        for pair in spec.floatingAddresses { if let ip = IPAddress(pair.floating) { found.insert(IPPrefix(host: ip)) } }
        return found
    }

    var routes: Set<Route> {
        guard spec.adminUp else { return [] }
        var found: Set<Route> = []
        if spec.hasGateway {
            for text in spec.gatewayNextHops {
                guard let hop = IPAddress(text), let all = IPPrefix(Self.nowhere(hop), length: 0) else { continue }
                found.insert(Route(destination: all, gateway: hop, link: DeviceName.outer(spec.gateway.portID)))
            }
        }
        for route in spec.routes {
            guard let destination = IPPrefix(route.destination), let hop = IPAddress(route.nextHop) else { continue }
            found.insert(Route(destination: destination.network, gateway: hop, link: link(towards: hop)))
        }
        return found
    }

    /// The device on whose network the next hop is.
    private func link(towards hop: IPAddress) -> String? {
        let host = IPPrefix(host: hop)
        return ends.first { addresses($0).contains { $0.length < $0.address.bitWidth && $0.contains(host) } }?.name
    }

    private static func nowhere(_ address: IPAddress) -> IPAddress {
        IPAddress(known: [UInt8](repeating: 0, count: address.bytes.count))
    }
}
