import Core
import HTTPTypes
import Logging
import NIOCore
import Telemetry
import Web

/// A site with two small services in the styles of identity and compute.
enum TestSite {
    static let identity = API(name: "keystone", type: "identity", prefix: "/identity", errors: .identity)
    static let compute = API(
        name: "nova", type: "compute", prefix: "/compute/v2.1", errors: .compute,
        microversions: MicroversionRange(
            serviceType: "compute", range: Microversion(2, 1)...Microversion(2, 96),
            legacyHeader: "X-OpenStack-Nova-API-Version"))

    struct Unexpected: Error {}

    static func make(
        extra: [Route] = [], logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
        options: SiteOptions = SiteOptions()
    ) throws -> Site {
        let services = [
            ServiceRoutes(api: identity, routes: things + extra), ServiceRoutes(api: compute, routes: servers),
        ]
        return Site(
            services: services, authenticator: TestTokens(), policy: try PolicyEngine(rules: rules),
            time: VirtualTime(), logger: logger, options: options)
    }

    static let rules = [
        PolicyRule("identity:list_things", "role:reader"),
        PolicyRule("identity:create_thing", "role:admin"),
        PolicyRule("identity:delete_thing", "role:admin or user_id:%(target.thing.owner)s"),
        PolicyRule("identity:own_user", "user_id:%(user_id)s"),
    ]

    static let things = [
        Route(.get, "/v3/things", policy: .rule("identity:list_things")) { _ in
            .json { w in w.object { $0.field("things", [String]()) } }
        },
        Route(.get, "/v3/things/detail", policy: .anyone) { _ in text("detail") },
        Route(.get, "/v3/things/{thing_id}", policy: .authenticated) { text(try $0.parameter("thing_id")) },
        Route(.get, "/v3/things/{thing_id}/parts/{part_id}", policy: .anyone) {
            text(try $0.parameter("thing_id") + "|" + $0.parameter("part_id"))
        },
        Route(.post, "/v3/things", policy: .rule("identity:create_thing")) { context in
            let name = try await context.json().object("thing").string("name")
            return .json(.created) { w in w.object { $0.field("name", name) } }
        },
        Route(.delete, "/v3/things/{thing_id}", policy: .rule("identity:delete_thing"), target: owner) { _ in .empty() },
        Route(.get, "/v3/users/{user_id}", policy: .rule("identity:own_user")) { _ in text("you") },
        Route(.get, "/v3/who", policy: .anyone) { text($0.caller?.userName ?? "nobody") },
        Route(.get, "/v3/origin", policy: .anyone) { text($0.base) },
        Route(.get, "/v3/boom", policy: .anyone) { _ in throw Unexpected() },
        Route(.get, "/v3/busy", policy: .anyone) { _ in throw Fault(.unavailable, code: "T", "Come back later.") },
        Route(.get, "/v3/missing", policy: .anyone) { _ in throw Fault(.notFound, code: "T", "Could not find thing: 1.") },
        Route(.post, "/v3/anybody", policy: .anyone) { context in
            let json = try await context.json().json
            return .json { $0.value(json) }
        },
        Route(.put, "/v3/upload", policy: .anyone, body: .stream(limit: 100)) { context in
            var count = 0
            for try await chunk in context.body { count += chunk.readableBytes }
            return text("\(count)")
        },
    ]

    static let servers = [
        Route(.get, "/servers", policy: .anyone) { text($0.microversion?.description ?? "none") },
        Route(.get, "/tags", policy: .anyone, since: Microversion(2, 26)) { _ in text("tags") },
        Route(.get, "/images", policy: .anyone, until: Microversion(2, 35)) { _ in text("images") },
    ]

    /// The thing `mine` belongs to the reader; no other exists.
    private static let owner: Target = { context in
        try context.parameter("thing_id") == "mine" ? ["target.thing.owner": "reader-id"] : [:]
    }

    private static func text(_ text: String) -> Reply { .bytes(contentType: "text/plain", Array(text.utf8)) }
}
