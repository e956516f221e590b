import Core
import Store

/// What can be done with address scopes.
enum AddressScopes {
    static func find(_ s: Snapshot, _ id: AddressScopeID, viewer: ProjectID? = nil) throws -> AddressScope? {
        try read(s, viewer: viewer, where: ["c.id = \(id)"]).first
    }

    /// - Throws: `Fault` 404 AddressScopeNotFound.
    static func get(_ s: Snapshot, _ id: AddressScopeID, viewer: ProjectID? = nil) throws -> AddressScope {
        guard let scope = try find(s, id, viewer: viewer) else { throw NetworkRefusal.addressScope(id) }
        return scope
    }

    static func read(
        _ s: Snapshot, viewer: ProjectID?, where conditions: [SQL], tail: SQL = " ORDER BY c.id"
    ) throws -> [AddressScope] {
        var conditions = conditions
        if let viewer { conditions.append("(c.project_id = \(viewer) OR c.is_shared = 1)") }
        let query: SQL = """
            SELECT \(AddressScope.columns) FROM network_address_scope c WHERE \((["1 = 1"] + conditions).joined(" AND "))
            """
        return try s.rows(query + tail).map(AddressScope.init)
    }

    static func create(_ tx: Transaction, _ scope: AddressScope) throws -> AddressScope {
        try tx.execute(
            """
            INSERT INTO network_address_scope (id, project_id, name, ip_version, is_shared)
            VALUES (\(scope.id), \(scope.projectID), \(scope.name), \(scope.family.rawValue), \(scope.isShared))
            """)
        return scope
    }

    static func update(_ tx: Transaction, _ id: AddressScopeID, name: String?, isShared: Bool?) throws -> AddressScope {
        var scope = try get(tx, id)
        if scope.isShared, isShared == false {
            throw NetworkRefusal.make(
                .badRequest, "AddressScopeUpdateError",
                "Unable to update address scope \(id) : Shared address scope can't be unshared.")
        }
        scope.name = name ?? scope.name
        scope.isShared = isShared ?? scope.isShared
        try tx.execute(
            "UPDATE network_address_scope SET name = \(scope.name), is_shared = \(scope.isShared) WHERE id = \(id)")
        return scope
    }

    /// - Throws: `Fault` 409 while subnet pools are in it.
    static func delete(_ tx: Transaction, _ id: AddressScopeID) throws {
        _ = try get(tx, id)
        guard try tx.first("SELECT id FROM network_subnet_pool WHERE address_scope_id = \(id)") == nil else {
            throw NetworkRefusal.make(
                .conflict, "AddressScopeInUse",
                "Unable to complete operation on address scope \(id). There are one or more subnet pools in use on the address "
                    + "scope.")
        }
        try tx.execute("DELETE FROM network_address_scope WHERE id = \(id)")
    }
}
