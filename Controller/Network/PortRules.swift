import Core

/// What of a port does not go together: pure, in upstream's words.
enum PortRules {
    static let mostAddressPairs = 10
    static let mostFixedIPs = 5

    /// - Parameter groupsAreGiven: the request itself names groups.
    static func check(_ port: Port, groupsAreGiven: Bool) throws {
        guard port.allowedAddressPairs.count <= mostAddressPairs else {
            throw NetworkRefusal.make(
                .badRequest, "AddressPairsExhausted",
                "The number of allowed address pairs exceeds the maximum \(mostAddressPairs).")
        }
        guard !port.isPortSecurityEnabled else { return }
        if !port.allowedAddressPairs.isEmpty {
            throw NetworkRefusal.make(
                .conflict, "AddressPairAndPortSecurityRequired",
                "Port Security must be enabled in order to have allowed address pairs on a port.")
        }
        if !port.securityGroupIDs.isEmpty {
            throw groupsAreGiven
                ? NetworkRefusal.make(
                    .badRequest, "PortSecurityAndIPRequiredForSecurityGroups",
                    "Port security must be enabled and port must have an IP address in order to use security groups.")
                : NetworkRefusal.make(
                    .conflict, "PortSecurityPortHasSecurityGroup",
                    "Port has security group associated. Cannot disable port security or IP address until security group is "
                        + "removed.")
        }
    }

    static func checkCount(_ addresses: [PortWish.Address]) throws {
        guard addresses.count <= mostFixedIPs else {
            throw NetworkRefusal.invalid("Exceeded maximum amount of fixed ips per port")
        }
        let given = addresses.compactMap(\.address)
        guard Set(given).count == given.count else {
            throw NetworkRefusal.invalid("Duplicate IP address '\(given[0])'")
        }
    }
}
