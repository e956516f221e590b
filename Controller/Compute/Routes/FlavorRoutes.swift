import Core
import HTTPTypes
import Store
import Web

/// `/flavors` (Compute API, "Flavors").
struct FlavorRoutes: Sendable {
    let store: Store
    private static let maximumLimit = 1000

    var table: [Route] {
        [
            Route(.get, "/v2.1/flavors", policy: .authenticated) { try await list($0, isDetailed: false) },
            Route(.get, "/v2.1/flavors/detail", policy: .authenticated) { try await list($0, isDetailed: true) },
            Route(.get, "/v2.1/flavors/{flavor_id}", policy: .authenticated, handler: show),
            Route(.post, "/v2.1/flavors", policy: .rule("os_compute_api:os-flavor-manage:create"), handler: create),
            Route(
                .put, "/v2.1/flavors/{flavor_id}", policy: .rule("os_compute_api:os-flavor-manage:update"),
                since: Microversion(2, 55), handler: update),
            Route(
                .delete, "/v2.1/flavors/{flavor_id}", policy: .rule("os_compute_api:os-flavor-manage:delete"),
                handler: delete),
        ]
    }

    private func list(_ context: RequestContext, isDetailed: Bool) async throws -> Reply {
        let filter = try Self.filter(context)
        let viewer = context.flavorViewer
        let flavors = try await store.read { try Flavors.list($0, filter, for: viewer) }
        let extraSpecs = context.showsExtraSpecs
        let next = flavors.count == (filter.page.limit ?? Self.maximumLimit) ? flavors.last?.id.string : nil
        return .json { w in
            w.object { w in
                w.field("flavors") { w in
                    w.array(flavors) { w, flavor in
                        if isDetailed {
                            FlavorWire.write(&w, flavor, context, extraSpecs: extraSpecs)
                        } else {
                            FlavorWire.basic(&w, flavor, context)
                        }
                    }
                }
                w.nextLink("flavors", context, marker: next)
            }
        }
    }

    private static func filter(_ context: RequestContext) throws -> Flavors.Filter {
        let query = context.query
        if context.minor >= 75 {
            try query.allow(["limit", "marker", "is_public", "minRam", "minDisk", "sort_key", "sort_dir"])
        }
        for direction in query.all("sort_dir") where !["asc", "desc"].contains(direction) {
            throw Refusal.invalid(
                "Invalid input for query parameters sort_dir. Value: \(direction). '\(direction)' is not one of ['asc', 'desc']")
        }
        var filter = Flavors.Filter()
        filter.page = try query.page(
            defaultLimit: maximumLimit, maximumLimit: maximumLimit, sortable: Set(Flavors.sortColumns.keys))
        if filter.page.limit == 0 { filter.page.limit = maximumLimit }
        filter.isPublic = try isPublic(query["is_public"])
        filter.minMemoryMiB = try number(query, "minRam")
        filter.minDiskGiB = try number(query, "minDisk")
        return filter
    }

    private static func isPublic(_ text: String?) throws -> Bool? {
        switch text?.lowercased() {
        case nil, "true", "1", "yes", "on", "t", "y": true
        case "false", "0", "no", "off", "f", "n": false
        case "none": nil
        case let other?: throw Refusal.invalid("Invalid is_public filter [\(other)]")
        }
    }

    private static func number(_ query: Query, _ name: String) throws -> Int {
        guard let text = query[name] else { return 0 }
        guard let number = Int(text) else { throw Refusal.invalid("Invalid \(name) filter [\(text)]") }
        return number
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id = FlavorID(try context.parameter("flavor_id"))
        let viewer = context.flavorViewer
        return reply(try await store.read { try Flavors.get($0, id, for: viewer) }, context)
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let flavor = try FlavorWire.new(try await context.json(), minor: context.minor)
        let now = context.now
        try await store.write { try Flavors.create($0, flavor, now: now) }
        return reply(flavor, context)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id = FlavorID(try context.parameter("flavor_id"))
        let description = try FlavorWire.description(try await context.json())
        return reply(try await store.write { try Flavors.describe($0, id, description) }, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id = FlavorID(try context.parameter("flavor_id"))
        try await store.write { try Flavors.delete($0, id) }
        return .empty(.accepted)
    }

    private func reply(_ flavor: Flavor, _ context: RequestContext) -> Reply {
        let extraSpecs = context.showsExtraSpecs
        return .json { w in
            w.object { w in
                w.field("flavor") { FlavorWire.write(&$0, flavor, context, extraSpecs: extraSpecs) }
            }
        }
    }
}

extension RequestContext {
    var flavorViewer: Flavors.Viewer { Flavors.Viewer(projectID: caller?.projectID, isAdmin: isAdmin) }

    fileprivate var showsExtraSpecs: Bool {
        minor >= 61 && allows("os_compute_api:os-flavor-extra-specs:index", callerTarget)
    }
}
