internal import Catalog
internal import Core
internal import Store
internal import Web

/// The limits of single projects and domains.
enum Limits {
    /// Each limit with the resource that it is about.
    private static let whole: SQL = """
        (SELECT l.id, l.scope_id, l.resource_limit, l.description, l.registered_limit_id,
            r.service_id, r.region_id, r.resource_name, p.domain_id AS owner_id,
            CASE WHEN p.domain_id IS NULL THEN NULL ELSE p.id END AS project_id,
            CASE WHEN p.domain_id IS NULL THEN p.id ELSE NULL END AS domain_id
        FROM identity_limit l JOIN identity_registered_limit r ON r.id = l.registered_limit_id
            JOIN identity_project p ON p.id = l.scope_id) AS limits
        """

    static func find(_ s: Snapshot, _ id: LimitID) throws -> Limit? {
        try s.first("SELECT * FROM \(whole) WHERE id = \(id)").map(Limit.init)
    }

    static func get(_ s: Snapshot, _ id: LimitID) throws -> Limit {
        guard let limit = try find(s, id) else { throw Refusal.missing("Could not find limit for \(id).") }
        return limit
    }

    /// What the caller may see of them: those who look after the cloud all, others those of their domain or project.
    static func list(_ s: Snapshot, _ listing: Listing, for caller: Caller) throws -> Listed<Limit> {
        try s.list(whole, where: visible(to: caller), listing, Limit.init)
    }

    private static func visible(to caller: Caller) -> [SQL] {
        if caller.scope == .system || !Set(["admin", "service"]).isDisjoint(with: caller.roles) { return [] }
        return switch caller.scope {
        case .domain(let id, _): ["(domain_id = \(id) OR owner_id = \(id))"]
        case .project(let id, _, _, _): ["project_id = \(id)"]
        case .system, .unscoped: ["1 = 0"]
        }
    }

    /// The amounts that projects of a tree, of which the domain is the top, have been given of a resource.
    static func amounts(_ s: Snapshot, of resource: LimitedResource, below id: DomainID) throws -> [Int64] {
        try s.rows("SELECT resource_limit FROM \(whole) WHERE owner_id = \(id) AND \(resource.condition)").map {
            try $0.get("resource_limit")
        }
    }

    static func amount(_ s: Snapshot, of resource: LimitedResource, on id: ProjectID) throws -> Int64? {
        try s.value("SELECT resource_limit FROM \(whole) WHERE scope_id = \(id) AND \(resource.condition)")
    }

    // MARK: Changes

    /// All of them or none. Each must have a registered limit, and fit what else there is and what comes with it.
    static func create(_ tx: Transaction, _ new: [Limit], model: LimitModel) throws -> [Limit] {
        let limits = try new.map { try placed(tx, $0) }
        try model.check(tx, limits)
        for limit in limits {
            guard let registered = try RegisteredLimits.find(tx, limit.resource) else {
                throw Refusal.forbidden("Unable to create a limit that has no corresponding registered limit.")
            }
            do {
                try tx.execute(
                    """
                    INSERT INTO identity_limit (id, registered_limit_id, scope_id, resource_limit, description)
                    VALUES (\(limit.id), \(registered.id), \(limit.place.scopeID), \(limit.amount), \(limit.description))
                    """)
            } catch StoreError.unique {
                throw Refusal.conflict("limit", "Duplicate entry")
            }
        }
        return limits
    }

    static func update(_ tx: Transaction, _ id: LimitID, model: LimitModel, _ change: (inout Limit) -> Void) throws -> Limit {
        var limit = try get(tx, id)
        change(&limit)
        try model.check(tx, [limit])
        try tx.execute(
            """
            UPDATE identity_limit SET resource_limit = \(limit.amount), description = \(limit.description) WHERE id = \(id)
            """)
        return limit
    }

    static func delete(_ tx: Transaction, _ id: LimitID) throws {
        _ = try get(tx, id)
        try tx.execute("DELETE FROM identity_limit WHERE id = \(id)")
    }

    /// With what it speaks of looked up. A project that acts as a domain is that domain.
    private static func placed(_ s: Snapshot, _ limit: Limit) throws -> Limit {
        try limit.resource.check(s, for: "limit")
        guard case .project(let id) = limit.place else {
            guard case .domain(let id) = limit.place, try Domains.find(s, id: id) != nil else {
                throw Refusal.expecting("domain_id", in: "limit")
            }
            return limit
        }
        guard let project = try Projects.find(s, id: id) else { throw Refusal.expecting("project_id", in: "limit") }
        guard let domain = Domain(project) else { return limit }
        return Limit(
            id: limit.id, place: .domain(domain.id), resource: limit.resource, amount: limit.amount,
            description: limit.description)
    }
}
