import Core
import HTTPTypes
import Web

/// The documents by which clients find the API (Compute API, "API versions").
enum VersionRoutes {
    private static let document = VersionDocument(
        id: "v2.1", status: "CURRENT", path: "/v2.1/", updated: "2013-07-23T11:33:21Z",
        microversions: Microversion(2, 1)...Microversion(2, 96),
        mediaTypes: [.init(base: "application/json", type: "application/vnd.openstack.compute+json;version=2.1")])

    static let routes = [
        Route(.get, "/", policy: .anyone) { VersionDocument.list([document], to: $0) },
        Route(.get, "/v2.1", policy: .anyone) { document.reply(to: $0) },
    ]
}
