import Core
import Web

/// `region` (Identity API v3, "Regions").
enum RegionWire {
    private static let known: Set = ["description", "parent_region_id"]

    /// - Parameter id: of the path, where it has one.
    static func new(_ body: JSONReader, id pathID: String? = nil) throws -> Region {
        let body = try body.object("region")
        let bodyID = try body.optionalString("id", length: 0...255)
        if let pathID, let bodyID, bodyID != pathID {
            throw CatalogRefusal.invalid("Conflicting region IDs specified: \"\(pathID)\" != \"\(bodyID)\"")
        }
        let id = pathID ?? bodyID ?? ""
        guard id.unicodeScalars.count <= 255 else { throw body.invalid("id", "longer than 255 characters") }
        var region = Region(id: id.isEmpty ? .randomHex() : RegionID(id))
        try change(body)(&region)
        return region
    }

    static func change(_ body: JSONReader, of id: String) throws -> @Sendable (inout Region) -> Void {
        try change(body.change("region", of: id))
    }

    private static func change(_ body: JSONReader) throws -> @Sendable (inout Region) -> Void {
        let hasDescription = body.has("description"), hasParent = body.has("parent_region_id")
        let description = try body.optionalString("description", length: 0...255) ?? ""
        let parentID = try body.optionalString("parent_region_id", length: 1...255).map { RegionID($0) }
        let extra = body.extra(besides: known)
        return { region in
            if hasDescription { region.description = description }
            if hasParent { region.parentID = parentID }
            region.extra.merge(extra) { $1 }
        }
    }

    static func write(_ w: inout JSONWriter, _ region: Region, _ context: RequestContext) {
        w.object { w in
            w.field("id", region.id.string)
            w.field("description", region.description)
            w.field("parent_region_id", region.parentID?.string)
            w.tail(region.extra, link: context.link("regions", region.id.string))
        }
    }
}
