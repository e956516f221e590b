import Core
import HTTPTypes
import Store
import Web

/// `/flavors/{flavor_id}/os-extra_specs` (Compute API, "Flavors extra-specs").
struct FlavorExtraSpecRoutes: Sendable {
    let store: Store
    private static let root = "/v2.1/flavors/{flavor_id}/os-extra_specs"
    private static let one = root + "/{key}"

    var table: [Route] {
        [
            route(.get, Self.root, "index", list),
            route(.post, Self.root, "create", create),
            route(.get, Self.one, "show", show),
            route(.put, Self.one, "update", update),
            route(.delete, Self.one, "delete", delete),
        ]
    }

    private func route(_ method: HTTPRequest.Method, _ path: String, _ rule: String, _ handler: @escaping Route.Handler) -> Route
    {
        Route(
            method, path, policy: .rule("os_compute_api:os-flavor-extra-specs:\(rule)"), target: Targets.caller, handler: handler)
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let (id, viewer) = (FlavorID(try context.parameter("flavor_id")), context.flavorViewer)
        let specs = try await store.read { try Flavors.get($0, id, for: viewer).extraSpecs }
        return .json { w in w.object { $0.field("extra_specs", specs) } }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let (id, viewer) = (FlavorID(try context.parameter("flavor_id")), context.flavorViewer)
        let specs = try Input.root(try await context.json(), "extra_specs").extraSpecs()
        try await store.write { tx in
            let known = try Flavors.get(tx, id, for: viewer).extraSpecs
            try Flavors.setExtraSpecs(tx, id, known.merging(specs) { $1 })
        }
        return .json { w in w.object { $0.field("extra_specs", specs) } }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let (id, viewer) = (FlavorID(try context.parameter("flavor_id")), context.flavorViewer)
        let key = try context.parameter("key")
        let value = try await store.read { try Flavors.get($0, id, for: viewer).extraSpecs[key] }
        guard let value else { throw Flavors.noExtraSpec(id, key) }
        return .json { w in w.object { $0.field(key, value) } }
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let (id, viewer) = (FlavorID(try context.parameter("flavor_id")), context.flavorViewer)
        let key = try context.parameter("key")
        let specs = try Input(try await context.json().json).extraSpecs()
        guard specs.count == 1, let value = specs[key] else { throw Refusal.invalid("Request body and URI mismatch") }
        try await store.write { tx in
            var known = try Flavors.get(tx, id, for: viewer).extraSpecs
            known[key] = value
            try Flavors.setExtraSpecs(tx, id, known)
        }
        return .json { w in w.object { $0.field(key, value) } }
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let (id, viewer) = (FlavorID(try context.parameter("flavor_id")), context.flavorViewer)
        let key = try context.parameter("key")
        try await store.write { tx in
            var known = try Flavors.get(tx, id, for: viewer).extraSpecs
            guard known.removeValue(forKey: key) != nil else { throw Flavors.noExtraSpec(id, key) }
            try Flavors.setExtraSpecs(tx, id, known)
        }
        return .empty(.ok)
    }
}

extension Input {
    /// Values may be numbers, which are kept as text.
    fileprivate func extraSpecs() throws -> [String: String] {
        guard let members = json.object else { throw wrongType("object") }
        let texts = members.mapValues { value -> JSON in
            switch value {
            case .int, .double: .string(value.text)
            default: value
            }
        }
        return try Input(.object(texts), path: path).stringMap()
    }
}
