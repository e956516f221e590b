internal import HTTPTypes
internal import Web

/// The documents by which clients find the API (Identity API v3, "API versions").
enum VersionRoutes {
    private static let v3 = VersionDocument(
        id: "v3.14", status: "stable", path: "/v3/", updated: "2020-04-07T00:00:00Z",
        mediaTypes: [.init(base: "application/json", type: "application/vnd.openstack.identity-v3+json")])

    static let routes = [
        Route(.get, "/", policy: .anyone) { context in
            var reply = VersionDocument.choices([v3], to: context)
            reply.headers[.location] = context.base + v3.path
            return reply
        },
        Route(.get, "/v3", policy: .anyone) { v3.reply(to: $0) },
    ]
}
