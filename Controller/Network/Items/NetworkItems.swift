import AgentProtocol
import Core
import Fleet
import Store
import SwiftProtobuf

/// The item "network" of each host that carries a network: what its bridge, its segment and its local DHCP need to know.
///
/// A host carries a network as long as a port of it is bound there, a guest's or a router's. The specs are made of the rows
/// each time, and putting an equal one changes nothing: whoever changes a network or a subnet calls `refresh`.
enum NetworkItems {
    /// The network or one of its subnets has changed.
    static func refresh(_ tx: Transaction, _ id: NetworkID, now: Timestamp) throws {
        for host in try hosts(tx, id) { try refresh(tx, id, on: host, now: now) }
        for router in try RouterItems.routers(tx, on: id) { try RouterItems.refresh(tx, router, now: now) }
    }

    /// Makes the host carry the network if it has a port of it, or else let go of it.
    static func refresh(_ tx: Transaction, _ id: NetworkID, on host: String, now: Timestamp) throws {
        let set = SetName.host(host)
        guard let network = try Networks.find(tx, id), try isUsed(tx, id, on: host) else {
            return try DesiredSets.remove(tx, set: set, id: id.string, now: now)
        }
        let spec = spec(network, try Subnets.list(tx, network: id), service: try Subnets.servicePort(tx, of: id))
        try DesiredSets.put(
            tx, set: set,
            item: .with {
                $0.id = id.string
                $0.network = spec
            }, now: now)
    }

    static func hosts(_ s: Snapshot, _ id: NetworkID) throws -> [String] {
        try s.rows(
            """
            SELECT DISTINCT binding_host FROM network_port
            WHERE network_id = \(id) AND binding_host IS NOT NULL ORDER BY binding_host
            """
        ).map { try $0.get("binding_host") }
    }

    private static func isUsed(_ s: Snapshot, _ id: NetworkID, on host: String) throws -> Bool {
        try s.first("SELECT id FROM network_port WHERE network_id = \(id) AND binding_host = \(host)") != nil
    }
}

extension NetworkItems {
    static func spec(_ network: Network, _ subnets: [Subnet], service: Port?) -> NetworkSpec {
        .with {
            $0.kind = kind(network.kind)
            $0.segment = UInt32(clamping: network.segmentationID ?? 0)
            $0.physicalNetwork = network.physicalNetwork ?? ""
            $0.mtu = UInt32(clamping: network.mtu)
            $0.subnets = subnets.sorted { $0.id < $1.id }.map { item($0, service) }
            $0.serviceMac = service?.macAddress ?? ""
            $0.dnsDomain = network.dnsDomain.isEmpty ? defaultDomain : network.dnsDomain
            $0.adminDown = !network.isAdminUp
        }
    }

    /// What guests are told of their domain where the network has none of its own, as upstream has it.
    static let defaultDomain = "openstacklocal"

    private static func kind(_ kind: Network.Kind) -> NetworkSpec.Kind {
        switch kind {
        case .vxlan: .vxlan
        case .flat: .flat
        case .local: .local
        }
    }

    static func item(_ subnet: Subnet, _ service: Port?) -> Apus_Agent_V1_Subnet {
        .with {
            $0.id = subnet.id.string
            $0.cidr = subnet.cidr.description
            $0.gateway = subnet.gateway?.description ?? ""
            $0.dhcp = subnet.isDHCPEnabled
            if subnet.isDHCPEnabled {
                $0.serviceAddress = service?.fixedIPs.first { $0.subnetID == subnet.id }?.address ?? ""
            }
            $0.dnsServers = subnet.dnsServers
            $0.hostRoutes = subnet.hostRoutes.map(RouterItems.item)
            $0.ipv6RaMode = subnet.ipv6RAMode?.rawValue ?? ""
            $0.ipv6AddressMode = subnet.ipv6AddressMode?.rawValue ?? ""
        }
    }
}
