import Core
import HTTPTypes
import Store
import Web

/// `/os-quota-sets` and `/os-quota-class-sets` (Compute API, "Quota sets", "Quota class sets").
struct QuotaRoutes: Sendable {
    let store: Store
    private static let one = "/v2.1/os-quota-sets/{project_id}"
    private static let everybody = "/v2.1/os-quota-class-sets/{class_id}"

    var table: [Route] {
        func rule(_ name: String) -> Access { .rule("os_compute_api:os-quota-sets:\(name)") }
        return [
            Route(.get, Self.one, policy: rule("show"), handler: show),
            Route(.get, Self.one + "/defaults", policy: rule("defaults"), handler: defaults),
            Route(.get, Self.one + "/detail", policy: rule("detail"), handler: detail),
            Route(.put, Self.one, policy: rule("update"), handler: update),
            Route(.delete, Self.one, policy: rule("delete"), handler: reset),
            Route(.get, Self.everybody, policy: .rule("os_compute_api:os-quota-class-sets:show"), handler: showClass),
            Route(.put, Self.everybody, policy: .rule("os_compute_api:os-quota-class-sets:update"), handler: updateClass),
        ]
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        if context.minor >= 75 { try context.query.allow(["user_id"]) }
        let project = try Self.project(context)
        let limits = try await store.read { try Quotas.limits($0, of: project) }
        return Self.reply(.project, limits, id: project.string, context)
    }

    private func defaults(_ context: RequestContext) async throws -> Reply {
        let limits = try await store.read { try Quotas.limits($0, of: Quotas.everybody) }
        return Self.reply(.project, limits, id: try Self.project(context).string, context)
    }

    private func detail(_ context: RequestContext) async throws -> Reply {
        if context.minor >= 75 { try context.query.allow(["user_id"]) }
        let project = try Self.project(context)
        let (limits, used) = try await store.read { (try Quotas.limits($0, of: project), try Quotas.usage($0, of: project)) }
        let minor = context.minor
        return .json { w in
            w.object { w in
                w.field("quota_set") { QuotaWire.detail(&$0, limits, used: used, id: project.string, minor) }
            }
        }
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        if context.minor >= 75 { try context.query.allow(["user_id"]) }
        let project = try Self.project(context)
        let change = try QuotaWire.change(try await context.json(), .project, context.minor)
        let limits = try await store.write { tx in
            if !change.isForced { try Quotas.refuseBelowUse(tx, project, change.limits) }
            try Quotas.set(tx, project, change.limits)
            return try Quotas.limits(tx, of: project)
        }
        return Self.reply(.project, limits, id: nil, context)
    }

    private func reset(_ context: RequestContext) async throws -> Reply {
        if context.minor >= 75 { try context.query.allow(["user_id"]) }
        let project = try Self.project(context)
        try await store.write { try Quotas.reset($0, project) }
        return .empty(.accepted)
    }

    // MARK: The class of everybody

    private func showClass(_ context: RequestContext) async throws -> Reply {
        let name = try Self.className(context)
        let limits = try await store.read { try Quotas.limits($0, of: Quotas.everybody) }
        return Self.reply(.everybody, limits, id: name, context)
    }

    private func updateClass(_ context: RequestContext) async throws -> Reply {
        _ = try Self.className(context)
        let change = try QuotaWire.change(try await context.json(), .everybody, context.minor)
        let limits = try await store.write { tx in
            try Quotas.set(tx, Quotas.everybody, change.limits)
            return try Quotas.limits(tx, of: Quotas.everybody)
        }
        return Self.reply(.everybody, limits, id: nil, context)
    }

    private static func className(_ context: RequestContext) throws -> String {
        let name = try context.parameter("class_id")
        guard name == Quotas.everybody.string else {
            throw Refusal.missing("Quota class \(name) could not be found.")
        }
        return name
    }

    private static func project(_ context: RequestContext) throws -> ProjectID {
        ProjectID(try context.parameter("project_id"))
    }

    private static func reply(
        _ kind: QuotaWire.Kind, _ limits: [QuotaResource: Int], id: String?, _ context: RequestContext
    ) -> Reply {
        let minor = context.minor
        return .json { w in w.object { w in w.field(kind.rawValue) { QuotaWire.set(&$0, limits, id: id, kind, minor) } } }
    }
}
