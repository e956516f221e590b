import Core
import Store

/// To which projects a flavor that is not public is open: rows of `compute_flavor_access`.
enum FlavorAccess {
    static func contains(_ s: Snapshot, _ id: FlavorID, _ project: ProjectID) throws -> Bool {
        try s.first("SELECT 1 FROM compute_flavor_access WHERE flavor_id = \(id) AND project_id = \(project)") != nil
    }

    static func list(_ s: Snapshot, _ id: FlavorID) throws -> [ProjectID] {
        try s.rows("SELECT project_id FROM compute_flavor_access WHERE flavor_id = \(id) ORDER BY project_id")
            .map { try $0.get("project_id") }
    }

    static func add(_ tx: Transaction, _ id: FlavorID, _ project: ProjectID) throws {
        guard let flavor = try Flavors.find(tx, id) else { throw Refusal.flavor(id.string) }
        guard !flavor.isPublic else { throw Refusal.conflict("Can not add access to a public flavor.") }
        guard try !contains(tx, id, project) else {
            throw Refusal.conflict("Flavor access already exists for flavor \(id) and project \(project) combination.")
        }
        try tx.execute("INSERT INTO compute_flavor_access (flavor_id, project_id) VALUES (\(id), \(project))")
    }

    static func remove(_ tx: Transaction, _ id: FlavorID, _ project: ProjectID) throws {
        guard try Flavors.find(tx, id) != nil else { throw Refusal.flavor(id.string) }
        let removed = try tx.execute("DELETE FROM compute_flavor_access WHERE flavor_id = \(id) AND project_id = \(project)")
        guard removed == 1 else {
            throw Refusal.missing("Flavor access not found for flavor \(id) and project \(project) combination.")
        }
    }
}
