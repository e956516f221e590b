import Core
import Store

typealias RegionID = ID<Region>

/// A part of the cloud, possibly within another one: a row of `catalog_region`. Its id is a name that somebody chose, or random.
struct Region: Sendable, Equatable {
    let id: RegionID
    var parentID: RegionID?
    var description = ""
    var extra: [String: JSON] = [:]
}

extension Region {
    init(_ row: Row) throws {
        id = try row.get("id")
        parentID = try row.get("parent_region_id")
        description = try row.get("description")
        extra = try (row.get("extra") as JSON).object ?? [:]
    }
}
