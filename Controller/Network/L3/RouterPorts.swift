import Core
import Store

/// The ports of a router: its gateway, if it has one, and its interfaces.
struct RouterPorts: Sendable, Equatable {
    var gateway: Port?
    /// By age.
    var interfaces: [Port] = []

    var all: [Port] { (gateway.map { [$0] } ?? []) + interfaces }
}

extension RouterPorts {
    static func of(_ router: RouterID, _ s: Snapshot) throws -> RouterPorts {
        RouterPorts(try Ports.list(s, device: router.string))
    }

    /// Of several routers at once.
    static func of(_ routers: [RouterID], _ s: Snapshot) throws -> [RouterID: RouterPorts] {
        let ports = try PortReader.read(
            s, where: ["p.device_id IN \(list: routers)"], tail: " ORDER BY p.created_at, p.id")
        return Dictionary(grouping: ports) { RouterID($0.deviceID) }.mapValues(RouterPorts.init)
    }

    private init(_ ports: [Port]) {
        gateway = ports.first { $0.deviceOwner == DeviceOwner.routerGateway }
        interfaces = ports.filter { $0.deviceOwner == DeviceOwner.routerInterface }
    }

    /// The subnets that the router is in, each with the port by which.
    func subnets(_ s: Snapshot) throws -> [(subnet: Subnet, port: Port)] {
        try all.flatMap { port in
            try port.fixedIPs.compactMap { fixedIP in
                try Subnets.find(s, fixedIP.subnetID).map { ($0, port) }
            }
        }
    }
}
