import Core
import Store

extension SubnetPools {
    /// The pool that a new subnet's addresses come from.
    ///
    /// - Throws: `Fault` 404 for a pool that the project does not see, 400 when there is no default one or it is of the other
    ///   IP version.
    static func chosen(_ tx: Transaction, _ wish: SubnetWish) throws -> SubnetPool {
        let pool: SubnetPool
        if let id = wish.poolID {
            pool = try get(tx, id, viewer: wish.projectID)
        } else {
            let version = (wish.family ?? .v4).rawValue
            let found = try read(tx, viewer: nil, where: ["o.is_default = 1", "o.ip_version = \(version)"]).first
            guard let found else { throw SubnetWish.bad("no default subnetpool found for IPv\(version)") }
            pool = found
        }
        guard pool.family == wish.family else {
            throw SubnetWish.bad("\"ip_version\" is not the version of the subnet pool \(pool.id)")
        }
        return pool
    }

    /// A network out of the pool that no other subnet of the pool overlaps: the one that is asked for, or the first that is
    /// free and of the right size.
    ///
    /// - Throws: `Fault` 400 for a size that the pool does not give, 409 when there is no room.
    static func cut(_ tx: Transaction, _ wish: SubnetWish, from pool: SubnetPool) throws -> CIDR {
        let length = wish.cidr?.prefixLength ?? wish.prefixLength ?? pool.defaultLength
        try checkLength(length, pool)
        let taken = try tx.rows("SELECT cidr FROM network_subnet WHERE subnetpool_id = \(pool.id)").compactMap {
            CIDR(try $0.get("cidr"))
        }
        try checkQuota(tx, pool, wish.projectID, adding: length)
        if let cidr = wish.cidr {
            guard pool.prefixes.contains(where: { $0.contains(cidr) }), !taken.contains(where: { $0.overlaps(cidr) }) else {
                throw allocationFailed("Cannot allocate requested subnet from the available set of prefixes")
            }
            return cidr
        }
        guard let cidr = firstFree(length, in: pool.prefixes, taken) else {
            throw allocationFailed("Insufficient prefix space to allocate subnet size /\(length)")
        }
        return cidr
    }

    /// The lowest network of this size that overlaps with nothing taken: what is taken says where to go on.
    static func firstFree(_ length: Int, in prefixes: [CIDR], _ taken: [CIDR]) -> CIDR? {
        for prefix in prefixes.sorted(by: { $0.first < $1.first }) where prefix.prefixLength <= length {
            var candidate = CIDR(prefix.first, prefixLength: length)
            while prefix.contains(candidate) {
                guard let obstacle = taken.first(where: { $0.overlaps(candidate) }) else { return candidate }
                let end = max(obstacle.last.value, candidate.last.value)
                guard end < prefix.last.value else { break }
                candidate = CIDR(IPAddress(prefix.family, end + 1), prefixLength: length)
            }
        }
        return nil
    }

    /// Takes whole prefixes out of the pool.
    ///
    /// - Throws: `Fault` 400 for one that the pool does not have as such, 409 for one that subnets are cut from.
    static func remove(_ tx: Transaction, _ prefixes: [CIDR], from id: SubnetPoolID, now: Timestamp) throws -> SubnetPool {
        let pool = try get(tx, id)
        for prefix in prefixes where !pool.prefixes.contains(prefix) {
            throw illegalUpdate("\(prefix) is not a prefix of the pool")
        }
        let used = try tx.rows("SELECT cidr FROM network_subnet WHERE subnetpool_id = \(id)").compactMap {
            CIDR(try $0.get("cidr"))
        }
        if let prefix = prefixes.first(where: { prefix in used.contains(where: prefix.contains) }) {
            throw NetworkRefusal.make(
                .conflict, "IllegalSubnetPoolPrefixRemoval", "Prefix \(prefix) has subnets that are allocated from it.")
        }
        let left = pool.prefixes.filter { !prefixes.contains($0) }
        try tx.execute(
            """
            UPDATE network_subnet_pool SET prefixes = \(TextList(left.map(\.description))), revision = revision + 1,
                updated_at = \(now)
            WHERE id = \(id)
            """)
        return try get(tx, id)
    }

    private static func checkLength(_ length: Int, _ pool: SubnetPool) throws {
        if length < pool.minimumLength {
            throw NetworkRefusal.make(
                .badRequest, "MinPrefixSubnetPool",
                "Unable to allocate subnet with prefix length \(length), minimum allowed prefix is \(pool.minimumLength).")
        }
        if length > pool.maximumLength {
            throw NetworkRefusal.make(
                .badRequest, "MaxPrefixSubnetPool",
                "Unable to allocate subnet with prefix length \(length), maximum allowed prefix is \(pool.maximumLength).")
        }
    }

    private static func checkQuota(_ tx: Transaction, _ pool: SubnetPool, _ project: ProjectID, adding length: Int) throws {
        guard let quota = pool.quota else { return }
        let cidrs = try tx.rows(
            "SELECT cidr FROM network_subnet WHERE subnetpool_id = \(pool.id) AND project_id = \(project)"
        ).compactMap { CIDR(try $0.get("cidr"))?.prefixLength }
        let used = (cidrs + [length]).reduce(UInt128(0)) { $0 + units($1, pool.family) }
        guard used <= UInt128(clamping: quota) else {
            throw NetworkRefusal.make(
                .conflict, "SubnetPoolQuotaExceeded", "Per-tenant subnet pool prefix quota exceeded.")
        }
    }

    private static func units(_ length: Int, _ family: IPAddress.Family) -> UInt128 {
        let bits = family == .v4 ? 32 : 64
        return length >= bits ? 1 : 1 << UInt128(bits - length)
    }

    private static func allocationFailed(_ reason: String) -> Fault {
        NetworkRefusal.make(.conflict, "SubnetAllocationError", "Failed to allocate subnet: \(reason).")
    }
}
