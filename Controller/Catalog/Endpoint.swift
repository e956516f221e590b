public import Core
import Store

public typealias EndpointID = ID<Endpoint>

/// Where a service answers: a row of `catalog_endpoint`.
public struct Endpoint: Sendable, Equatable {
    /// For whom an address is meant.
    public enum Interface: String, Sendable, CaseIterable {
        case admin
        case `internal`
        case `public`
    }

    public let id: EndpointID
    public var serviceID: ServiceID
    public var regionID: RegionID?
    public var interface: Interface
    /// May hold ``URLTemplate`` parameters.
    var url: String
    var isEnabled = true
    var extra: [String: JSON] = [:]
}

extension Endpoint {
    init(_ row: Row) throws {
        id = try row.get("id")
        serviceID = try row.get("service_id")
        regionID = try row.get("region_id")
        interface = try Interface(row: row)
        url = try row.get("url")
        isEnabled = try row.get("enabled")
        extra = try (row.get("extra") as JSON).object ?? [:]
    }
}

extension Endpoint.Interface {
    fileprivate init(row: Row) throws {
        let word: String = try row.get("interface")
        guard let interface = Self(rawValue: word) else {
            throw Fault(
                .internalError, code: "CATALOG-INTERFACE", "The catalog holds an endpoint of an unknown interface.", detail: word)
        }
        self = interface
    }
}
