internal import Catalog
internal import Core
internal import Store

typealias EndpointGroupID = ID<EndpointGroup>

/// All endpoints that have something in common, whenever they came: a row of `identity_endpoint_group`.
struct EndpointGroup: Sendable, Equatable {
    /// The attributes of endpoints that a group can go by.
    static let attributes: Set = ["service_id", "region_id", "interface"]

    let id: EndpointGroupID
    var name: String
    var description: String?
    /// By attribute, what an endpoint of the group has there; null for none.
    var filters: [String: JSON]

    func contains(_ endpoint: Endpoint) -> Bool {
        filters.allSatisfy { attribute, value in
            switch attribute {
            case "service_id": value.string == endpoint.serviceID.string
            case "region_id": value.string == endpoint.regionID?.string
            case "interface": value.string == endpoint.interface.rawValue
            default: false
            }
        }
    }
}

extension EndpointGroup {
    init(_ row: Row) throws {
        id = try row.get("id")
        name = try row.get("name")
        description = try row.get("description")
        filters = try (row.get("filters") as JSON).object ?? [:]
    }
}
