import Core

/// The faults of routers, by the names and in the words that clients of the network API know.
enum RouterRefusal {
    static func notFound(_ id: RouterID) -> Fault {
        NetworkRefusal.make(.notFound, "RouterNotFound", "Router \(id) could not be found")
    }

    static func noInterface(_ id: RouterID, port: PortID) -> Fault {
        NetworkRefusal.make(
            .notFound, "RouterInterfaceNotFound", "Router \(id) does not have an interface with id \(port)")
    }

    static func noInterface(_ id: RouterID, subnet: SubnetID) -> Fault {
        NetworkRefusal.make(
            .notFound, "RouterInterfaceNotFoundForSubnet", "Router \(id) has no interface on subnet \(subnet)")
    }

    // MARK: Bad requests

    static func bad(_ message: String) -> Fault {
        NetworkRefusal.make(.badRequest, "BadRequest", "Bad router request: \(message).")
    }

    static func notExternal(_ id: NetworkID) -> Fault { bad("Network \(id) is not an external network") }

    static func alreadyOn(_ id: SubnetID) -> Fault { bad("Router already has a port on subnet \(id)") }

    static func overlap(_ new: Subnet, _ old: Subnet) -> Fault {
        bad("Cidr \(new.cidr) of subnet \(new.id) overlaps with cidr \(old.cidr) of subnet \(old.id)")
    }

    static func mismatch(port: PortID, subnet: SubnetID) -> Fault {
        NetworkRefusal.make(
            .badRequest, "SubnetMismatchForPort", "Subnet on port \(port) does not match the requested subnet \(subnet)")
    }

    static func routes(_ routes: [HostRoute], _ reason: String) -> Fault {
        let text = routes.map { "{'destination': '\($0.destination)', 'nexthop': '\($0.nextHop)'}" }.joined(separator: ", ")
        return NetworkRefusal.make(.badRequest, "InvalidRoutes", "Invalid format for routes: [\(text)], \(reason)")
    }

    static func tooManyRoutes(_ id: RouterID, _ maximum: Int) -> Fault {
        NetworkRefusal.make(
            .badRequest, "RoutesExhausted",
            "Unable to complete operation for \(id). The number of routes exceeds the maximum \(maximum).")
    }

    // MARK: Conflicts

    static func inUse(_ id: RouterID) -> Fault {
        NetworkRefusal.make(
            .conflict, "RouterInUse", "Router \(id) still has ports", hint: "Remove the router's interfaces first.")
    }

    static func gatewayInUse(_ id: RouterID, _ network: NetworkID) -> Fault {
        NetworkRefusal.make(
            .conflict, "RouterExternalGatewayInUseByFloatingIp",
            "Gateway cannot be updated for router \(id), since a gateway to external network \(network) is required by one or "
                + "more floating IPs.", hint: "Disassociate the floating IPs first.")
    }

    static func interfaceInUse(_ id: RouterID, _ subnet: SubnetID, byFloatingIP: Bool) -> Fault {
        NetworkRefusal.make(
            .conflict, byFloatingIP ? "RouterInterfaceInUseByFloatingIP" : "RouterInterfaceInUseByRoute",
            "Router interface for subnet \(subnet) on router \(id) cannot be deleted, as it is required by one or more "
                + (byFloatingIP ? "floating IPs." : "routes."))
    }
}
