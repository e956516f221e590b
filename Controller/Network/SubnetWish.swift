import Core
import Store

/// A subnet that somebody wants, before it is known which addresses it has.
struct SubnetWish: Sendable {
    let networkID: NetworkID
    let projectID: ProjectID
    /// The rest of its attributes, which depend on the addresses.
    let reader: AttributeReader
    var cidr: CIDR?
    var poolID: SubnetPoolID?
    var usesDefaultPool = false
    var prefixLength: Int?
    var family: IPAddress.Family?

    var usesPool: Bool { poolID != nil || usesDefaultPool }

    func check() throws {
        if cidr == nil, !usesPool { throw Self.bad("a subnetpool must be specified in the absence of a cidr") }
        if cidr != nil, prefixLength != nil { throw Self.bad("cidr and prefixlen must not be supplied together") }
        if poolID != nil, usesDefaultPool {
            throw Self.bad("subnetpool_id and use_default_subnetpool cannot both be specified")
        }
        guard let family else {
            throw NetworkRefusal.bad("Failed to parse request. Required attribute 'ip_version' not specified")
        }
        if let cidr, cidr.family != family {
            throw NetworkRefusal.invalid("cidr '\(cidr)' does not match the ip_version '\(family.rawValue)'")
        }
    }

    static func bad(_ reason: String) -> Fault {
        NetworkRefusal.make(.badRequest, "BadRequest", "Bad subnets request: \(reason).")
    }

    /// The subnet with its addresses, which are cut from the pool if there is one.
    func resolved(_ tx: Transaction) throws -> Subnet {
        let pool = try usesPool ? SubnetPools.chosen(tx, self) : nil
        guard let cidr = try pool.map({ try SubnetPools.cut(tx, self, from: $0) }) ?? cidr else {
            throw Self.bad("a subnetpool must be specified in the absence of a cidr")
        }
        var subnet = Subnet(projectID: projectID, networkID: networkID, cidr: cidr)
        subnet.poolID = pool?.id
        try SubnetWire.complete(&subnet, reader)
        return subnet
    }
}
