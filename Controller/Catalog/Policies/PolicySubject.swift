import Core
import Store

/// What a policy is for: an endpoint, or all endpoints of a service, everywhere or in a region and those within it.
enum PolicySubject: Sendable, Hashable {
    case endpoint(EndpointID)
    case service(ServiceID)
    case serviceInRegion(ServiceID, RegionID)
}

extension PolicySubject {
    init(_ row: Row) throws {
        if let id: EndpointID = try row.get("endpoint_id") {
            self = .endpoint(id)
        } else if let region: RegionID = try row.get("region_id") {
            self = .serviceInRegion(try row.get("service_id"), region)
        } else {
            self = .service(try row.get("service_id"))
        }
    }

    /// The row of `catalog_policy_association` that is about it.
    var condition: SQL {
        switch self {
        case .endpoint(let id): "endpoint_id = \(id)"
        case .service(let id): "service_id = \(id) AND region_id IS NULL"
        case .serviceInRegion(let id, let region): "service_id = \(id) AND region_id = \(region)"
        }
    }

    /// - Throws: a 404 fault if any of what it names is not there.
    func check(_ s: Snapshot) throws {
        switch self {
        case .endpoint(let id): _ = try Endpoints.get(s, id)
        case .service(let id): _ = try CatalogServices.get(s, id)
        case .serviceInRegion(let id, let region):
            _ = try CatalogServices.get(s, id)
            _ = try Regions.get(s, region)
        }
    }

    var endpointID: EndpointID? {
        guard case .endpoint(let id) = self else { return nil }
        return id
    }

    var serviceID: ServiceID? {
        switch self {
        case .endpoint: nil
        case .service(let id), .serviceInRegion(let id, _): id
        }
    }

    var regionID: RegionID? {
        guard case .serviceInRegion(_, let id) = self else { return nil }
        return id
    }
}
