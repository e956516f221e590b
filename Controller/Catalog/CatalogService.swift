public import Core
import Store

public typealias ServiceID = ID<CatalogService>

/// A service that the cloud offers, such as `compute`: a row of `catalog_service`.
public struct CatalogService: Sendable, Equatable {
    public let id: ServiceID
    var type: String
    var name = ""
    var isEnabled = true
    var extra: [String: JSON] = [:]
}

extension CatalogService {
    init(_ row: Row) throws {
        id = try row.get("id")
        type = try row.get("type")
        name = try row.get("name")
        isEnabled = try row.get("enabled")
        extra = try (row.get("extra") as JSON).object ?? [:]
    }
}
