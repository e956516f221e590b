import Core
import HTTPTypes
import Store
import Web

/// `/v2.0/quotas` (Network API v2.0, "Quotas extension", "Quotas details extension").
struct QuotaRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let one = "/v2.0/quotas/{project_id}"
        return [
            Route(.get, "/v2.0/quotas", policy: .rule("list_quotas"), handler: list),
            Route(.get, one, policy: .rule("get_quota"), handler: show),
            Route(.put, one, policy: .rule("update_quota"), handler: update),
            Route(.delete, one, policy: .rule("delete_quota"), handler: delete),
            Route(.get, one + "/default", policy: .rule("get_quota"), handler: standard),
            Route(.get, one + "/details", policy: .rule("get_quota"), handler: details),
            Route(.get, one + "/details.json", policy: .rule("get_quota"), handler: details),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let quotas = try await store.read { s in
            try Quotas.projects(s).map { ($0, try Quotas.limits(s, $0)) }
        }
        return .json { w in
            w.object { w in
                w.field("quotas") { w in
                    w.array(quotas) { w, quota in
                        w.object { w in
                            w.putProject(.all, quota.0)
                            QuotaWire.members(&w, quota.1)
                        }
                    }
                }
            }
        }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let project: ProjectID = try context.id("project_id")
        return Self.reply(try await store.read { try Quotas.limits($0, project) })
    }

    private func standard(_ context: RequestContext) async throws -> Reply { Self.reply([:]) }

    private func update(_ context: RequestContext) async throws -> Reply {
        let project: ProjectID = try context.id("project_id")
        let body = try await context.json()
        let limits = try QuotaWire.limits(body), checksUse = try QuotaWire.checksUse(body)
        return Self.reply(
            try await store.write { tx in
                if checksUse { try Quotas.checkUse(tx, project, limits) }
                try Quotas.set(tx, project, limits)
                return try Quotas.limits(tx, project)
            })
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let project: ProjectID = try context.id("project_id")
        try await store.write { try Quotas.reset($0, project) }
        return .empty()
    }

    private func details(_ context: RequestContext) async throws -> Reply {
        let project: ProjectID = try context.id("project_id")
        let (limits, used) = try await store.read { (try Quotas.limits($0, project), try Quotas.used($0, project)) }
        return .one("quota") { QuotaWire.details(&$0, limits, used) }
    }

    private static func reply(_ limits: [Quotas.Resource: Int]) -> Reply {
        .one("quota") { w in w.object { QuotaWire.members(&$0, limits) } }
    }
}
