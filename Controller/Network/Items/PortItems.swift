import AgentProtocol
import Core
import Fleet
import Store
import SwiftProtobuf

/// What hosts are told of ports.
///
/// Theory of operation. Items are a function of the rows, written in the transaction that changes the rows; writing an equal
/// item again changes nothing. A bound port is, in this order of who needs it,
///
/// - for its own host the item "port" (a guest's) or a part of the item "router" (a router's), the item of its network, and the
///   subscriptions to the sets of its network and its groups, and to the groups that their rules refer to;
/// - for all hosts of its network one "peer" in `network/<id>`: one row, however many hosts there are;
/// - for the hosts of those who let its groups in, one "group member" in `group/<id>` each.
///
/// Nothing of it is left when the port is unbound. The removed item's observation says when the host has let go.
enum PortItems {
    /// The port is bound, or what its hosts know of it has changed.
    ///
    /// - Returns: the generation of the host's item, from which on its observation counts; nil for a port that is nowhere.
    @discardableResult
    static func put(_ tx: Transaction, _ port: Port, now: Timestamp) throws -> Int64? {
        guard let host = port.bindingHost else { return nil }
        try NetworkItems.refresh(tx, port.networkID, on: host, now: now)
        let generation = try putOwn(tx, port, on: host, now: now)
        try putPeer(tx, port, on: host)
        try GroupItems.refreshMembership(tx, port, now: now)
        try HostItems.refreshSubscriptions(tx, host)
        return generation
    }

    /// The port is no longer bound to the host; the rows say so already.
    static func remove(_ tx: Transaction, _ port: Port, from host: String, now: Timestamp) throws {
        try DesiredSets.remove(tx, set: SetName.host(host), id: port.id.string, now: now)
        try DesiredSets.remove(tx, set: SetName.network(port.networkID.string), id: port.id.string, now: now)
        try GroupItems.endMembership(tx, port.id, now: now)
        try NetworkItems.refresh(tx, port.networkID, on: host, now: now)
        try HostItems.refreshSubscriptions(tx, host)
    }

    /// A router's port is made by the item of its router, which also says when it is ready.
    private static func putOwn(_ tx: Transaction, _ port: Port, on host: String, now: Timestamp) throws -> Int64? {
        guard !DeviceOwner.routers.contains(port.deviceOwner) else {
            return try RouterItems.refresh(tx, RouterID(port.deviceID), now: now)
        }
        let spec = spec(port, try subnets(tx, port))
        return try DesiredSets.put(
            tx, set: SetName.host(host),
            item: .with {
                $0.id = port.id.string
                $0.port = spec
            }, now: now)
    }

    static func putPeer(_ tx: Transaction, _ port: Port, on host: String) throws {
        let spec = peer(port, host: host, endpoint: try HostItems.endpoint(tx, host))
        try DesiredSets.put(
            tx, set: SetName.network(port.networkID.string),
            item: .with {
                $0.id = port.id.string
                $0.peer = spec
            })
    }

    static func subnets(_ s: Snapshot, _ port: Port) throws -> [SubnetID: Subnet] {
        let subnets = try Subnets.list(s, network: port.networkID)
        return Dictionary(uniqueKeysWithValues: subnets.map { ($0.id, $0) })
    }
}

extension PortItems {
    static func spec(_ port: Port, _ subnets: [SubnetID: Subnet]) -> PortSpec {
        .with {
            $0.networkID = port.networkID.string
            $0.mac = port.macAddress
            $0.addresses = addresses(port, subnets)
            $0.tap = port.tap
            $0.portSecurity = port.isPortSecurityEnabled
            $0.securityGroups = port.isPortSecurityEnabled ? port.securityGroupIDs.map(\.string) : []
            $0.allowedAddressPairs = port.allowedAddressPairs.map { pair in
                .with {
                    $0.ip = pair.address
                    $0.mac = pair.macAddress ?? ""
                }
            }
            $0.adminUp = port.isAdminUp
            $0.hostName = port.dnsName
            $0.dhcpOptions = port.dhcpOptions.map { option in
                .with {
                    $0.name = option.name
                    $0.value = option.value
                    $0.ipVersion = UInt32(option.ipVersion)
                }
            }
            $0.deviceID = port.deviceID
        }
    }

    static func peer(_ port: Port, host: String, endpoint: String) -> PeerSpec {
        .with {
            $0.mac = port.macAddress
            $0.addresses = port.fixedIPs.map(\.address)
            $0.endpoint = endpoint
            $0.host = host
        }
    }

    static func addresses(_ port: Port, _ subnets: [SubnetID: Subnet]) -> [Apus_Agent_V1_Address] {
        port.fixedIPs.map { fixedIP in
            .with {
                $0.subnetID = fixedIP.subnetID.string
                $0.ip = fixedIP.address
                $0.prefixLength = UInt32(subnets[fixedIP.subnetID]?.cidr.prefixLength ?? 0)
            }
        }
    }
}
