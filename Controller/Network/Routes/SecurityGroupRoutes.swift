import Core
import HTTPTypes
import Store
import Web

extension NetworkService {
    /// `/v2.0/security-groups` and `/v2.0/security-group-rules` (Network API v2.0).
    var securityGroupRoutes: [Route] {
        SecurityGroupRoutes(store: store).table + SecurityGroupRuleRoutes(store: store).table
    }
}

struct SecurityGroupRoutes: Sendable {
    let store: Store

    static let collection = Collection(
        "security_groups", table: "network_security_group g", alias: "g",
        ["stateful": .flag("g.stateful"), "shared": .flag(Sharing.isShared("g", with: nil))])

    var table: [Route] {
        let one = "/v2.0/security-groups/{security_group_id}"
        return [
            Route(
                .get, "/v2.0/security-groups", policy: .rule("get_security_group"), target: RequestContext.ownProject,
                handler: list),
            Route(
                .post, "/v2.0/security-groups", policy: .rule("create_security_group"), target: newTarget, handler: create),
            Route(.get, one, policy: .rule("get_security_group"), target: target, handler: show),
            Route(.put, one, policy: .rule("update_security_group"), target: target, handler: update),
            Route(.delete, one, policy: .rule("delete_security_group"), target: target, handler: delete),
        ]
    }

    private func newTarget(_ context: RequestContext) async throws -> PolicyTarget {
        guard let attributes = try SecurityGroupWire.several(try await context.json()).items.first else { return [:] }
        return PolicyTarget(owner: try attributes.project(context.caller?.projectID))
    }

    private func target(_ context: RequestContext) async throws -> PolicyTarget {
        let view = try await find(context)
        var target = PolicyTarget(owner: view.group.projectID)
        target["shared"] = .bool(view.isShared)
        return target
    }

    private func find(_ context: RequestContext) async throws -> SecurityGroupView {
        let id: SecurityGroupID = try context.id("security_group_id")
        let viewer = try context.viewer()
        return try await store.read { try SecurityGroupView.get($0, id, viewer: viewer) }
    }

    /// Whoever looks sees the project's default group: this may be its first use. An administrator may look for another's.
    private func list(_ context: RequestContext) async throws -> Reply {
        let request = try ListRequest(context.query, Self.collection)
        let viewer = try context.viewer()
        let named = viewer == nil ? context.query["project_id"] ?? context.query["tenant_id"] : nil
        if let project = try named.map(ProjectID.init) ?? context.requireCaller().projectID {
            try await ensureDefault(project, now: context.now)
        }
        let views = try await store.read { s in
            try SecurityGroupView.read(
                s, viewer: viewer, where: try request.allConditions(s), tail: request.tail,
                needsRules: request.fields.has("security_group_rules"))
        }
        return request.reply(request.ordered(views), context, id: { $0.group.id.string }) {
            SecurityGroupWire.write(&$0, $1, request.fields)
        }
    }

    private func ensureDefault(_ project: ProjectID, now: Timestamp) async throws {
        guard try await store.read({ try SecurityGroups.findDefault($0, project) }) == nil else { return }
        try await store.write { _ = try SecurityGroups.ensureDefault($0, project, now: now) }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        reply(try await find(context), fields: Fields(context.query))
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let caller = try context.requireCaller()
        let (items, isBulk) = try SecurityGroupWire.several(try await context.json())
        let groups = try items.map { try SecurityGroupWire.new($0, caller: caller.projectID, now: context.now) }
        for group in groups { try context.authorize("create_security_group", PolicyTarget(owner: group.projectID)) }
        let views = try await store.write { tx in
            try groups.map { group in
                try SecurityGroups.create(tx, group)
                return try SecurityGroupView.get(tx, group.id, viewer: nil)
            }
        }
        return .created("security_group", "security_groups", views, isBulk: isBulk) { SecurityGroupWire.write(&$0, $1, .all) }
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: SecurityGroupID = try context.id("security_group_id")
        let change = try SecurityGroupWire.change(try SecurityGroupWire.read(try await context.json()))
        let now = context.now
        let viewer = try context.viewer()
        return reply(
            try await store.write { tx in
                try context.checkRevision(try SecurityGroups.get(tx, id).revision)
                _ = try SecurityGroups.update(tx, id, now: now, change)
                return try SecurityGroupView.get(tx, id, viewer: viewer)
            })
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: SecurityGroupID = try context.id("security_group_id")
        let (isAdmin, now) = (context.isAdmin, context.now)
        try await store.write { tx in
            try context.checkRevision(try SecurityGroups.get(tx, id).revision)
            try SecurityGroups.delete(tx, id, isAdmin: isAdmin, now: now)
        }
        return .empty()
    }

    private func reply(_ view: SecurityGroupView, _ status: HTTPResponse.Status = .ok, fields: Fields = .all) -> Reply {
        .one("security_group", status) { SecurityGroupWire.write(&$0, view, fields) }
    }
}
