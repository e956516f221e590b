public import Core
public import Store

/// What can be done with the rows of `catalog_endpoint`.
public enum Endpoints {
    public static func all(_ s: Snapshot) throws -> [Endpoint] {
        try s.rows("SELECT * FROM catalog_endpoint ORDER BY service_id, region_id, interface, id").map(Endpoint.init)
    }

    public static func get(_ s: Snapshot, _ id: EndpointID) throws -> Endpoint {
        guard let row = try s.first("SELECT * FROM catalog_endpoint WHERE id = \(id)") else {
            throw CatalogRefusal.notFound("endpoint", id.string)
        }
        return try Endpoint(row)
    }

    /// - Parameter regionToMake: a region that is created if it does not exist, for clients that know regions as mere names.
    static func create(_ tx: Transaction, _ endpoint: Endpoint, regionToMake: RegionID? = nil) throws -> Endpoint {
        try makeRegion(tx, regionToMake)
        try checkReferences(tx, endpoint)
        try tx.execute(
            """
            INSERT INTO catalog_endpoint (id, service_id, region_id, interface, url, enabled, extra)
            VALUES (\(endpoint.id), \(endpoint.serviceID), \(endpoint.regionID), \(endpoint.interface.rawValue), \(endpoint.url),
                \(endpoint.isEnabled), \(JSON.object(endpoint.extra)))
            """)
        tx.hint(.identity, endpoint.id.string)
        return endpoint
    }

    static func update(
        _ tx: Transaction, _ id: EndpointID, regionToMake: RegionID? = nil, _ change: (inout Endpoint) -> Void
    ) throws -> Endpoint {
        var endpoint = try get(tx, id)
        change(&endpoint)
        try makeRegion(tx, regionToMake)
        try checkReferences(tx, endpoint)
        try tx.execute(
            """
            UPDATE catalog_endpoint SET service_id = \(endpoint.serviceID), region_id = \(endpoint.regionID),
                interface = \(endpoint.interface.rawValue), url = \(endpoint.url), enabled = \(endpoint.isEnabled),
                extra = \(JSON.object(endpoint.extra))
            WHERE id = \(id)
            """)
        tx.hint(.identity, id.string)
        return endpoint
    }

    static func delete(_ tx: Transaction, _ id: EndpointID) throws {
        _ = try get(tx, id)
        try tx.execute("DELETE FROM catalog_endpoint WHERE id = \(id)")
        tx.hint(.identity, id.string)
    }

    private static func makeRegion(_ tx: Transaction, _ id: RegionID?) throws {
        guard let id, try Regions.find(tx, id) == nil else { return }
        _ = try Regions.create(tx, Region(id: id))
    }

    private static func checkReferences(_ tx: Transaction, _ endpoint: Endpoint) throws {
        if let region = endpoint.regionID, try Regions.find(tx, region) == nil {
            throw CatalogRefusal.dangling("region_id", "region")
        }
        if try CatalogServices.find(tx, endpoint.serviceID) == nil { throw CatalogRefusal.dangling("service_id", "service") }
    }
}
