internal import Catalog
internal import Core
internal import Store

/// The defaults of limits. One that limits refer to stays as it is.
enum RegisteredLimits {
    static func get(_ s: Snapshot, _ id: RegisteredLimitID) throws -> RegisteredLimit {
        guard let row = try s.first("SELECT * FROM identity_registered_limit WHERE id = \(id)") else {
            throw Refusal.missing("Could not find registered limit for \(id).")
        }
        return try RegisteredLimit(row)
    }

    static func find(_ s: Snapshot, _ resource: LimitedResource) throws -> RegisteredLimit? {
        try s.first("SELECT * FROM identity_registered_limit WHERE \(resource.condition)").map(RegisteredLimit.init)
    }

    static func list(_ s: Snapshot, _ listing: Listing) throws -> Listed<RegisteredLimit> {
        try s.list("identity_registered_limit", listing, RegisteredLimit.init)
    }

    // MARK: Changes

    /// All of them or none.
    static func create(_ tx: Transaction, _ limits: [RegisteredLimit]) throws {
        for limit in limits {
            try limit.resource.check(tx, for: "registered_limit")
            try storing {
                try tx.execute(
                    """
                    INSERT INTO identity_registered_limit
                        (id, service_id, region_id, resource_name, default_limit, description)
                    VALUES (\(limit.id), \(limit.resource.serviceID), \(limit.resource.regionID), \(limit.resource.name),
                        \(limit.defaultLimit), \(limit.description))
                    """)
            }
        }
    }

    static func update(
        _ tx: Transaction, _ id: RegisteredLimitID, _ change: (inout RegisteredLimit) -> Void
    ) throws -> RegisteredLimit {
        var limit = try get(tx, id)
        change(&limit)
        try limit.resource.check(tx, for: "registered_limit")
        try checkUnused(tx, id)
        try storing {
            try tx.execute(
                """
                UPDATE identity_registered_limit SET service_id = \(limit.resource.serviceID),
                    region_id = \(limit.resource.regionID), resource_name = \(limit.resource.name),
                    default_limit = \(limit.defaultLimit), description = \(limit.description)
                WHERE id = \(id)
                """)
        }
        return limit
    }

    static func delete(_ tx: Transaction, _ id: RegisteredLimitID) throws {
        _ = try get(tx, id)
        try checkUnused(tx, id)
        try tx.execute("DELETE FROM identity_registered_limit WHERE id = \(id)")
    }

    private static func checkUnused(_ s: Snapshot, _ id: RegisteredLimitID) throws {
        guard try s.first("SELECT 1 FROM identity_limit WHERE registered_limit_id = \(id)") == nil else {
            throw Refusal.forbidden(
                "Unable to update or delete registered limit \(id) because there are project limits associated with it.")
        }
    }

    private static func storing(_ statement: () throws -> Void) throws {
        do {
            try statement()
        } catch StoreError.unique {
            throw Refusal.conflict("registered_limit", "Duplicate entry")
        }
    }
}
