internal import Core
internal import Store

/// Domains: projects that belong to no domain.
enum Domains {
    /// Where users and projects go if nothing says otherwise.
    static let defaultID = DomainID("default")

    static func find(_ s: Snapshot, id: DomainID) throws -> Domain? {
        try Projects.find(s, id: id.asProject).flatMap { Domain($0) }
    }

    static func find(_ s: Snapshot, name: String) throws -> Domain? {
        try s.first("SELECT * FROM identity_project WHERE name = \(name) AND domain_id IS NULL").flatMap {
            Domain(try Project($0))
        }
    }

    static func get(_ s: Snapshot, _ id: DomainID) throws -> Domain {
        guard let domain = try find(s, id: id) else { throw Refusal.notFound("domain", id.string) }
        return domain
    }

    static func list(_ s: Snapshot, _ listing: Listing) throws -> Listed<Domain> {
        let projects = try Projects.list(s, listing, isDomain: true)
        return Listed(items: projects.items.compactMap { Domain($0) }, isTruncated: projects.isTruncated)
    }

    static func create(_ tx: Transaction, _ domain: Domain) throws -> Domain {
        _ = try Projects.create(tx, domain.project)
        return domain
    }

    static func update(_ tx: Transaction, _ id: DomainID, _ change: (inout Project) throws -> Void) throws -> Domain {
        var domain = try get(tx, id)
        domain.project = try Projects.update(tx, id.asProject, change)
        return domain
    }

    static func delete(_ tx: Transaction, _ id: DomainID) throws {
        _ = try get(tx, id)
        try Projects.delete(tx, id.asProject)
    }
}
