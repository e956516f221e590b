import Core
import Store

/// What can be done with subnet pools.
enum SubnetPools {
    static func find(_ s: Snapshot, _ id: SubnetPoolID, viewer: ProjectID? = nil) throws -> SubnetPool? {
        try read(s, viewer: viewer, where: ["o.id = \(id)"]).first
    }

    /// - Throws: `Fault` 404 SubnetPoolNotFound.
    static func get(_ s: Snapshot, _ id: SubnetPoolID, viewer: ProjectID? = nil) throws -> SubnetPool {
        guard let pool = try find(s, id, viewer: viewer) else { throw NetworkRefusal.subnetPool(id) }
        return pool
    }

    /// - Parameter viewer: nil is an administrator.
    static func read(
        _ s: Snapshot, viewer: ProjectID?, where conditions: [SQL], tail: SQL = " ORDER BY o.id"
    ) throws -> [SubnetPool] {
        var conditions = conditions
        if let viewer { conditions.append("(o.project_id = \(viewer) OR o.is_shared = 1)") }
        let query: SQL = """
            SELECT \(SubnetPool.columns) FROM network_subnet_pool o WHERE \((["1 = 1"] + conditions).joined(" AND "))
            """
        return try s.rows(query + tail).map(SubnetPool.init)
    }

    static func create(_ tx: Transaction, _ wish: SubnetPool, now: Timestamp) throws -> SubnetPool {
        try Quotas.check(tx, wish.projectID, .subnetpool)
        var pool = wish
        pool.createdAt = now
        pool.updatedAt = now
        pool.revision = 1
        try check(tx, pool)
        try tx.execute(
            """
            INSERT INTO network_subnet_pool (id, project_id, name, description, ip_version, prefixes, min_prefixlen,
                default_prefixlen, max_prefixlen, default_quota, address_scope_id, is_shared, is_default, tags, revision,
                created_at, updated_at)
            VALUES (\(pool.id), \(pool.projectID), \(pool.name), \(pool.description), \(pool.family.rawValue),
                \(TextList(pool.prefixes.map(\.description))), \(pool.minimumLength), \(pool.defaultLength),
                \(pool.maximumLength), \(pool.quota), \(pool.addressScopeID), \(pool.isShared), \(pool.isDefault),
                \(TagList(pool.tags)), \(pool.revision), \(now), \(now))
            """)
        return pool
    }

    /// - Throws: `Fault` 400 when a prefix would go from the pool.
    static func update(
        _ tx: Transaction, _ id: SubnetPoolID, now: Timestamp, _ change: (inout SubnetPool) throws -> Void
    ) throws -> SubnetPool {
        let old = try get(tx, id)
        var new = old
        try change(&new)
        new.updatedAt = now
        new.revision += 1
        for prefix in old.prefixes where !new.prefixes.contains(where: { $0.contains(prefix) }) {
            throw illegalUpdate("Existing prefixes must be a subset of the new prefixes")
        }
        try check(tx, new)
        try tx.execute(
            """
            UPDATE network_subnet_pool SET name = \(new.name), description = \(new.description),
                prefixes = \(TextList(new.prefixes.map(\.description))), min_prefixlen = \(new.minimumLength),
                default_prefixlen = \(new.defaultLength), max_prefixlen = \(new.maximumLength), default_quota = \(new.quota),
                address_scope_id = \(new.addressScopeID), is_default = \(new.isDefault), revision = \(new.revision),
                updated_at = \(now)
            WHERE id = \(id)
            """)
        return new
    }

    /// - Throws: `Fault` 409 while there are subnets of it.
    static func delete(_ tx: Transaction, _ id: SubnetPoolID) throws {
        _ = try get(tx, id)
        guard try tx.first("SELECT id FROM network_subnet WHERE subnetpool_id = \(id)") == nil else {
            throw NetworkRefusal.make(
                .conflict, "SubnetPoolInUse",
                "Unable to complete operation on subnet pool \(id). "
                    + "There are one or more subnets still allocated from it.")
        }
        try tx.execute("DELETE FROM network_subnet_pool WHERE id = \(id)")
    }

    // MARK: Checks

    private static func check(_ tx: Transaction, _ pool: SubnetPool) throws {
        try checkPrefixes(pool)
        let order = [
            ("min_prefixlen", pool.minimumLength), ("default_prefixlen", pool.defaultLength),
            ("max_prefixlen", pool.maximumLength),
        ]
        for (earlier, later) in zip(order, order.dropFirst()) where earlier.1 > later.1 {
            throw NetworkRefusal.make(
                .badRequest, "IllegalSubnetPoolPrefixBounds",
                "Illegal prefix bounds: \(earlier.0)=\(earlier.1), \(later.0)=\(later.1).")
        }
        guard pool.maximumLength <= pool.family.bits, pool.minimumLength >= 0 else {
            throw NetworkRefusal.make(
                .badRequest, "MaxPrefixSubnetPool", "Prefix lengths must be between 0 and \(pool.family.bits).")
        }
        if let scope = pool.addressScopeID { try checkScope(tx, pool, scope) }
        guard pool.isDefault else { return }
        let other: SubnetPoolID? = try tx.value(
            """
            SELECT id FROM network_subnet_pool
            WHERE is_default = 1 AND ip_version = \(pool.family.rawValue) AND id <> \(pool.id)
            """)
        if other != nil {
            throw NetworkRefusal.invalid(
                "A default subnetpool for this IP family has already been set. Only one default may exist per IP family")
        }
    }

    private static func checkPrefixes(_ pool: SubnetPool) throws {
        guard !pool.prefixes.isEmpty else {
            throw NetworkRefusal.make(
                .badRequest, "SubnetPoolMissingPrefixes", "Unspecified minimum subnet pool prefix.")
        }
        guard pool.prefixes.allSatisfy({ $0.family == pool.family }) else {
            throw NetworkRefusal.make(
                .badRequest, "PrefixVersionMismatch", "Cannot mix IPv4 and IPv6 prefixes in a subnet pool.")
        }
    }

    private static func checkScope(_ tx: Transaction, _ pool: SubnetPool, _ id: AddressScopeID) throws {
        guard let scope = try AddressScopes.find(tx, id, viewer: pool.projectID) else { throw NetworkRefusal.addressScope(id) }
        guard scope.family == pool.family else {
            throw illegalAssociation(
                pool, id,
                "subnetpool cannot associate with address scope \(id) because subnetpool ip_version is not \(scope.family.rawValue)"
            )
        }
        let others = try read(tx, viewer: nil, where: ["o.address_scope_id = \(id)", "o.id <> \(pool.id)"])
        for other in others where other.prefixes.contains(where: { prefix in pool.prefixes.contains { $0.overlaps(prefix) } }) {
            throw NetworkRefusal.make(
                .conflict, "AddressScopePrefixConflict",
                "Failed to associate address scope: subnetpools within an address scope must have unique prefixes.")
        }
    }

    private static func illegalAssociation(_ pool: SubnetPool, _ scope: AddressScopeID, _ reason: String) -> Fault {
        NetworkRefusal.make(
            .badRequest, "IllegalSubnetPoolIpVersionAssociationToAddressScope", "Illegal subnetpool association: \(reason).")
    }

    static func illegalUpdate(_ reason: String) -> Fault {
        NetworkRefusal.make(.badRequest, "IllegalSubnetPoolUpdate", "Illegal subnetpool update : \(reason).")
    }
}
