public import Core
import Store

public typealias RegionID = ID<Region>

/// A part of the cloud, possibly within another one: a row of `catalog_region`. Its id is a name that somebody chose, or random.
public struct Region: Sendable, Equatable {
    public let id: RegionID
    public var parentID: RegionID?
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
