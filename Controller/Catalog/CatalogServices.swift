public import Core
public import Store

/// What can be done with the rows of `catalog_service`.
public enum CatalogServices {
    static func all(_ s: Snapshot) throws -> [CatalogService] {
        try s.rows("SELECT * FROM catalog_service ORDER BY type, name, id").map(CatalogService.init)
    }

    public static func find(_ s: Snapshot, _ id: ServiceID) throws -> CatalogService? {
        try s.first("SELECT * FROM catalog_service WHERE id = \(id)").map(CatalogService.init)
    }

    static func get(_ s: Snapshot, _ id: ServiceID) throws -> CatalogService {
        guard let service = try find(s, id) else { throw CatalogRefusal.notFound("service", id.string) }
        return service
    }

    static func create(_ tx: Transaction, _ service: CatalogService) throws -> CatalogService {
        try tx.execute(
            """
            INSERT INTO catalog_service (id, type, name, enabled, extra)
            VALUES (\(service.id), \(service.type), \(service.name), \(service.isEnabled), \(JSON.object(service.extra)))
            """)
        tx.hint(.identity, service.id.string)
        return service
    }

    static func update(_ tx: Transaction, _ id: ServiceID, _ change: (inout CatalogService) -> Void) throws -> CatalogService {
        var service = try get(tx, id)
        change(&service)
        try tx.execute(
            """
            UPDATE catalog_service SET type = \(service.type), name = \(service.name), enabled = \(service.isEnabled),
                extra = \(JSON.object(service.extra))
            WHERE id = \(id)
            """)
        tx.hint(.identity, id.string)
        return service
    }

    /// Its endpoints go with it.
    static func delete(_ tx: Transaction, _ id: ServiceID) throws {
        _ = try get(tx, id)
        try tx.execute("DELETE FROM catalog_service WHERE id = \(id)")
        tx.hint(.identity, id.string)
    }
}
