public import Core
public import Web

/// `endpoint` (Identity API v3, "Service catalog and endpoints"). The region has two names: `region_id`, and the older
/// `region`, which makes the region if there is none.
public enum EndpointWire {
    /// What a body asks for: the change itself, and the region to make.
    struct Change: Sendable {
        let apply: @Sendable (inout Endpoint) -> Void
        let regionToMake: RegionID?
    }

    private static let known: Set = ["interface", "region", "region_id", "service_id", "url", "enabled"]

    static func new(_ body: JSONReader) throws -> (endpoint: Endpoint, regionToMake: RegionID?) {
        let body = try body.object("endpoint")
        let change = try change(body)
        var endpoint = Endpoint(
            id: .randomHex(), serviceID: ServiceID(try body.string("service_id")), interface: try interface(body),
            url: try url(body))
        change.apply(&endpoint)
        return (endpoint, change.regionToMake)
    }

    static func change(_ body: JSONReader, of id: String) throws -> Change {
        try change(body.change("endpoint", of: id))
    }

    private static func change(_ body: JSONReader) throws -> Change {
        let serviceID = try body.stringIfPresent("service_id", length: 0...65_535).map { ServiceID($0) }
        let interface = body.has("interface") ? try interface(body) : nil
        let url = body.has("url") ? try url(body) : nil
        let isEnabled = try body.boolIfPresent("enabled")
        let hasRegion = body.has("region_id") || body.has("region")
        let regionID = try body.optionalString("region_id").map { RegionID($0) }
        let region = try body.optionalString("region").map { RegionID($0) }
        let extra = body.extra(besides: known)
        let apply = { @Sendable (endpoint: inout Endpoint) in
            if let serviceID { endpoint.serviceID = serviceID }
            if let interface { endpoint.interface = interface }
            if let url { endpoint.url = url }
            if let isEnabled { endpoint.isEnabled = isEnabled }
            if hasRegion { endpoint.regionID = regionID ?? region }
            endpoint.extra.merge(extra) { $1 }
        }
        return Change(apply: apply, regionToMake: regionID == nil ? region : nil)
    }

    private static func interface(_ body: JSONReader) throws -> Endpoint.Interface {
        let word = try body.string("interface")
        return try interface(word, body)
    }

    private static func interface(_ word: String, _ body: JSONReader) throws -> Endpoint.Interface {
        guard let interface = Endpoint.Interface(rawValue: word) else {
            throw body.invalid("interface", "'\(word)' is not one of ['admin', 'internal', 'public']")
        }
        return interface
    }

    /// Like upstream's: a scheme, a colon and something behind it, in which nothing but the known parameters is to be filled.
    private static func url(_ body: JSONReader) throws -> String {
        let url = try body.string("url", length: 0...225)
        let scheme = url.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "+.-".contains($0)) }
        guard !scheme.isEmpty, url[scheme.endIndex...].first == ":", url[scheme.endIndex...].count > 1 else {
            throw body.invalid("url", "'\(url)' does not match '^[a-zA-Z0-9+.-]+:.+'")
        }
        guard URLTemplate(url) != nil else { throw CatalogRefusal.url(url) }
        return url
    }

    /// - Throws: a 400 fault for a filter by an interface that does not exist.
    static func checkFilter(_ query: Query) throws {
        guard let word = query["interface"] else { return }
        _ = try interface(word, JSONReader([:]))
    }

    public static func write(_ w: inout JSONWriter, _ endpoint: Endpoint, _ context: RequestContext) {
        w.object { w in
            w.field("id", endpoint.id.string)
            w.field("interface", endpoint.interface.rawValue)
            w.field("region", endpoint.regionID?.string)
            w.field("region_id", endpoint.regionID?.string)
            w.field("service_id", endpoint.serviceID.string)
            w.field("url", endpoint.url)
            w.field("enabled", endpoint.isEnabled)
            w.tail(endpoint.extra, link: context.link("endpoints", endpoint.id.string))
        }
    }
}
