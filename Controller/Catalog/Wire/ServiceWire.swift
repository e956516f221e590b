import Core
import Web

/// `service` (Identity API v3, "Service catalog and endpoints").
enum ServiceWire {
    private static let known: Set = ["type", "name", "enabled"]

    static func new(_ body: JSONReader) throws -> CatalogService {
        let body = try body.object("service")
        var service = CatalogService(id: .randomHex(), type: try body.string("type", length: 1...255))
        try change(body)(&service)
        return service
    }

    static func change(_ body: JSONReader, of id: String) throws -> @Sendable (inout CatalogService) -> Void {
        try change(body.change("service", of: id))
    }

    private static func change(_ body: JSONReader) throws -> @Sendable (inout CatalogService) -> Void {
        let type = try body.stringIfPresent("type", length: 1...255)
        let name = try body.stringIfPresent("name", length: 1...255)
        let isEnabled = try body.boolIfPresent("enabled")
        let extra = body.extra(besides: known)
        return { service in
            if let type { service.type = type }
            if let name { service.name = name }
            if let isEnabled { service.isEnabled = isEnabled }
            service.extra.merge(extra) { $1 }
        }
    }

    static func write(_ w: inout JSONWriter, _ service: CatalogService, _ context: RequestContext) {
        w.object { w in
            w.field("id", service.id.string)
            w.field("type", service.type)
            w.field("name", service.name)
            w.field("enabled", service.isEnabled)
            w.tail(service.extra, link: context.link("services", service.id.string))
        }
    }
}
