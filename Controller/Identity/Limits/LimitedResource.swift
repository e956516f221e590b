internal import Catalog
internal import Core
internal import Store

/// What a limit counts: something that a service has, in one of its regions or in all.
struct LimitedResource: Sendable, Hashable {
    var serviceID: ServiceID
    var regionID: RegionID?
    var name: String
}

extension LimitedResource {
    init(_ row: Row) throws {
        serviceID = try row.get("service_id")
        regionID = try row.get("region_id")
        name = try row.get("resource_name")
    }

    /// The rows that are about it.
    var condition: SQL {
        let region: SQL = regionID.map { "region_id = \($0)" } ?? "region_id IS NULL"
        return "service_id = \(serviceID) AND resource_name = \(name) AND \(region)"
    }

    /// - Parameter kind: of the limit that names it, for the words of the refusal.
    func check(_ s: Snapshot, for kind: String) throws {
        guard try CatalogServices.find(s, serviceID) != nil else { throw Refusal.expecting("service_id", in: kind) }
        guard let regionID else { return }
        guard try Regions.find(s, regionID) != nil else { throw Refusal.expecting("region_id", in: kind) }
    }
}
