import Core

/// The faults of the network API, in upstream's words and by upstream's names: programs look at `type`.
enum NetworkRefusal {
    static func make(_ kind: Fault.Kind, _ type: String, _ message: String, hint: String? = nil) -> Fault {
        Fault(kind, code: code(type), type: type, message, hint: hint)
    }

    /// `NetworkInUse` is NETWORK-IN-USE, `OverQuota` is NETWORK-OVER-QUOTA.
    private static func code(_ type: String) -> String {
        var words = ""
        for letter in type {
            if letter.isUppercase, !words.isEmpty, words.last?.isUppercase == false { words += "-" }
            words.append(letter)
        }
        let code = words.uppercased()
        return code.hasPrefix("NETWORK-") ? code : "NETWORK-" + code
    }

    // MARK: Not found

    static func network(_ id: NetworkID) -> Fault {
        make(.notFound, "NetworkNotFound", "Network \(id) could not be found.")
    }

    static func subnet(_ id: SubnetID) -> Fault { make(.notFound, "SubnetNotFound", "Subnet \(id) could not be found.") }

    static func port(_ id: PortID) -> Fault { make(.notFound, "PortNotFound", "Port \(id) could not be found.") }

    static func subnetPool(_ id: SubnetPoolID) -> Fault {
        make(.notFound, "SubnetPoolNotFound", "Subnet pool \(id) could not be found.")
    }

    static func addressScope(_ id: AddressScopeID) -> Fault {
        make(.notFound, "AddressScopeNotFound", "Address scope \(id) could not be found.")
    }

    // MARK: Bad requests

    /// What an attribute's own form forbids.
    static func attribute(_ name: String, _ reason: String) -> Fault {
        make(.badRequest, "HTTPBadRequest", "Invalid input for \(name). Reason: \(reason).")
    }

    static func bad(_ message: String) -> Fault { make(.badRequest, "HTTPBadRequest", message) }

    /// What is wrong in view of everything else.
    static func invalid(_ message: String, hint: String? = nil) -> Fault {
        make(.badRequest, "InvalidInput", "Invalid input for operation: \(message).", hint: hint)
    }

    static func invalidAddress(_ address: IPAddress) -> Fault {
        make(
            .badRequest, "InvalidIpForSubnet", "IP address \(address) is not a valid IP for the specified subnet.")
    }

    static func autoAddressed(_ address: IPAddress, _ id: SubnetID) -> Fault {
        make(
            .badRequest, "AllocationOnAutoAddressSubnet",
            "IPv6 address \(address) cannot be directly assigned to a port on subnet \(id) as the subnet is configured for "
                + "automatic addresses")
    }

    // MARK: Conflicts

    static func noMatchingSubnet(_ id: NetworkID) -> Fault {
        make(
            .conflict, "IpAddressGenerationFailureNoMatchingSubnet",
            "No valid service subnet for the given device owner, network \(id).")
    }

    static func networkInUse(_ id: NetworkID, ports: [PortID]) -> Fault {
        make(
            .conflict, "NetworkInUse",
            "Unable to complete operation on network \(id). There are one or more ports still in use on the network, id for "
                + "these ports is: \(ports.map(\.string).joined(separator: ","))",
            hint: "Delete the ports first.")
    }

    static func sharedInUse(_ network: Network) -> Fault {
        make(
            .conflict, "InvalidSharedSetting",
            "Unable to reconfigure sharing settings for network \(network.name). Multiple tenants are using it.")
    }

    static func externalInUse(_ id: NetworkID) -> Fault {
        make(
            .conflict, "ExternalNetworkInUse",
            "External network \(id) cannot be updated to be made non-external, since it has existing gateway ports.")
    }

    static func defaultExists(_ id: NetworkID) -> Fault {
        make(.conflict, "DefaultExternalNetworkExists", "A default external network already exists: \(id).")
    }

    static func gatewayInPool(_ gateway: IPAddress, _ pool: AddressRange) -> Fault {
        make(
            .conflict, "GatewayConflictWithAllocationPools",
            "Gateway ip \(gateway) conflicts with allocation pool \(pool.first)-\(pool.last).")
    }

    static func gatewayInUse(_ gateway: IPAddress, _ port: PortID) -> Fault {
        make(
            .conflict, "GatewayIpInUse",
            "Current gateway ip \(gateway) already in use by port \(port). Unable to update.",
            hint: "Take the subnet from its router first.")
    }

    static func poolsOverlap(_ one: AddressRange, _ other: AddressRange, _ cidr: CIDR) -> Fault {
        make(
            .conflict, "OverlappingAllocationPools",
            "Found overlapping allocation pools: \(one.first)-\(one.last) \(other.first)-\(other.last) for subnet \(cidr).")
    }

    static func subnetInUse(
        _ id: SubnetID, _ reason: String = "One or more ports have an IP allocation from this subnet."
    ) -> Fault {
        make(.conflict, "SubnetInUse", "Unable to complete operation on subnet \(id): \(reason)")
    }

    static func portInUse(_ port: Port) -> Fault {
        make(
            .conflict, "PortInUse",
            "Unable to complete operation on port \(port.id) for network \(port.networkID). Port already has an attached device "
                + "\(port.deviceID).",
            hint: "Detach the port from that device first.")
    }

    /// A router's interface, a floating IP: its owner has to let go of it.
    static func servicePort(_ id: PortID, _ reason: String) -> Fault {
        make(.conflict, "ServicePortInUse", "Port \(id) cannot be deleted directly via the port API: \(reason).")
    }

    static func addressInUse(_ address: IPAddress, _ id: NetworkID) -> Fault {
        make(
            .conflict, "IpAddressInUse",
            "Unable to complete operation for network \(id). The IP address \(address) is in use.")
    }

    static func macInUse(_ mac: String, _ id: NetworkID) -> Fault {
        make(
            .conflict, "MacAddressInUse", "Unable to complete operation for network \(id). The mac address \(mac) is in use.")
    }

    static func noAddress(_ id: NetworkID) -> Fault {
        make(
            .conflict, "IpAddressGenerationFailure", "No more IP addresses available on network \(id).",
            hint: "Delete ports that are not used, widen the allocation pools, or add a subnet.")
    }

    static func overQuota(_ resources: [String]) -> Fault {
        let list = resources.map { "'\($0)'" }.joined(separator: ", ")
        return make(
            .conflict, "OverQuota", "Quota exceeded for resources: [\(list)].",
            hint: "Delete what is not used, or ask an administrator for a larger quota.")
    }
}
