import Core

/// The faults of floating IPs, by the names and in the words that clients of the network API know.
enum FloatingIPRefusal {
    static func notFound(_ id: FloatingIPID) -> Fault {
        NetworkRefusal.make(.notFound, "FloatingIPNotFound", "Floating IP \(id) could not be found")
    }

    static func unreachable(_ network: NetworkID, from subnet: SubnetID, _ port: PortID) -> Fault {
        NetworkRefusal.make(
            .notFound, "ExternalGatewayForFloatingIPNotFound",
            "External network \(network) is not reachable from subnet \(subnet).  Therefore, cannot associate Port \(port) with a "
                + "Floating IP.", hint: "Give the subnet's router a gateway to that network.")
    }

    // MARK: Bad requests

    static func bad(_ message: String) -> Fault {
        NetworkRefusal.make(.badRequest, "BadRequest", "Bad floatingip request: \(message).")
    }

    static func notExternal(_ id: NetworkID) -> Fault { bad("Network \(id) is not a valid external network") }

    static func noIPv4(_ id: NetworkID) -> Fault { bad("Network \(id) does not contain any IPv4 subnet") }

    static func otherProject(_ port: PortID, _ id: FloatingIPID) -> Fault {
        bad("Port \(port) is associated with a different tenant than Floating IP \(id) and therefore cannot be bound")
    }

    static func lacks(_ port: PortID, _ address: String) -> Fault { bad("Port \(port) does not have fixed ip \(address)") }

    static func noAddress(_ port: PortID) -> Fault {
        bad("Cannot add floating IP to port \(port) that has no fixed IPv4 addresses")
    }

    static func severalAddresses(_ port: PortID) -> Fault {
        bad(
            "Port \(port) has multiple fixed IPv4 addresses.  Must provide a specific IPv4 address when assigning a floating IP")
    }

    // MARK: Conflicts

    static func alreadyAssociated(_ floatingIP: FloatingIP, _ port: PortID, _ fixed: String) -> Fault {
        NetworkRefusal.make(
            .conflict, "FloatingIPPortAlreadyAssociated",
            "Cannot associate floating IP \(floatingIP.address) (\(floatingIP.id)) with port \(port) using fixed IP \(fixed), as "
                + "that fixed IP already has a floating IP on external network \(floatingIP.networkID).",
            hint: "Disassociate the other floating IP first.")
    }
}
