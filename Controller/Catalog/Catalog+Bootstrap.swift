import Core
public import Store
public import Web

extension Catalog {
    /// Makes the region, a service for each API, and its public, internal and admin endpoints; what is there already stays,
    /// and an endpoint of an earlier address gets the present one. Run again, it changes nothing.
    ///
    /// - Parameters:
    ///   - endpoints: the APIs, and what follows their prefix in the catalog, such as `/v3` or nothing.
    ///   - url: of the controller as clients reach it, such as `https://cloud.example:5000`.
    public static func bootstrap(
        _ tx: Transaction, region: String, endpoints: [(api: API, versionPath: String)], url: String
    ) throws {
        let regionID = RegionID(region)
        if try Regions.find(tx, regionID) == nil { _ = try Regions.create(tx, Region(id: regionID)) }
        for (api, versionPath) in endpoints {
            let service = try service(tx, api)
            for interface in Endpoint.Interface.allCases {
                try ensure(tx, service.id, regionID, interface, url: url + api.prefix + versionPath)
            }
        }
    }

    private static func service(_ tx: Transaction, _ api: API) throws -> CatalogService {
        let known = try CatalogServices.all(tx).first { $0.type == api.type && $0.name == api.name }
        return try known ?? CatalogServices.create(tx, CatalogService(id: .randomHex(), type: api.type, name: api.name))
    }

    private static func ensure(
        _ tx: Transaction, _ service: ServiceID, _ region: RegionID, _ interface: Endpoint.Interface, url: String
    ) throws {
        let known = try Endpoints.all(tx).first {
            $0.serviceID == service && $0.regionID == region && $0.interface == interface
        }
        if let known {
            if known.url != url { _ = try Endpoints.update(tx, known.id) { $0.url = url } }
        } else {
            _ = try Endpoints.create(
                tx, Endpoint(id: .randomHex(), serviceID: service, regionID: region, interface: interface, url: url))
        }
    }
}
