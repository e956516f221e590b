public import Core
public import Store

/// What can be done with the rows of `catalog_region`.
public enum Regions {
    static func all(_ s: Snapshot) throws -> [Region] {
        try s.rows("SELECT * FROM catalog_region ORDER BY id").map(Region.init)
    }

    public static func find(_ s: Snapshot, _ id: RegionID) throws -> Region? {
        try s.first("SELECT * FROM catalog_region WHERE id = \(id)").map(Region.init)
    }

    static func get(_ s: Snapshot, _ id: RegionID) throws -> Region {
        guard let region = try find(s, id) else { throw CatalogRefusal.notFound("region", id.string) }
        return region
    }

    static func create(_ tx: Transaction, _ region: Region) throws -> Region {
        guard try find(tx, region.id) == nil else { throw CatalogRefusal.duplicate(region.id) }
        if let parent = region.parentID { _ = try get(tx, parent) }
        try tx.execute(
            """
            INSERT INTO catalog_region (id, parent_region_id, description, extra)
            VALUES (\(region.id), \(region.parentID), \(region.description), \(JSON.object(region.extra)))
            """)
        tx.hint(.identity, region.id.string)
        return region
    }

    static func update(_ tx: Transaction, _ id: RegionID, _ change: (inout Region) -> Void) throws -> Region {
        var region = try get(tx, id)
        change(&region)
        try refuseCircle(tx, region)
        try tx.execute(
            """
            UPDATE catalog_region SET parent_region_id = \(region.parentID), description = \(region.description),
                extra = \(JSON.object(region.extra))
            WHERE id = \(id)
            """)
        tx.hint(.identity, id.string)
        return region
    }

    /// Deletes the regions within it too, unless one of them has endpoints: the schema sees to both.
    static func delete(_ tx: Transaction, _ id: RegionID) throws {
        _ = try get(tx, id)
        do {
            try tx.execute("DELETE FROM catalog_region WHERE id = \(id)")
        } catch StoreError.foreignKey {
            throw CatalogRefusal.inUse(id)
        }
        tx.hint(.identity, id.string)
    }

    private static func refuseCircle(_ tx: Transaction, _ region: Region) throws {
        guard let parent = region.parentID else { return }
        var ancestor: RegionID? = parent
        while let id = ancestor {
            guard id != region.id else { throw CatalogRefusal.circle(parent) }
            ancestor = try get(tx, id).parentID
        }
    }
}
