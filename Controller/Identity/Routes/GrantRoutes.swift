internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// Roles given to users and groups on projects, domains, the system, and (`OS-INHERIT`) on what is below a project or domain
/// (Identity API v3, "Roles", "System Role Assignments", "OS-INHERIT").
struct GrantRoutes: Sendable {
    let store: Store

    var table: [Route] {
        ["user", "group"].flatMap { actor in
            ["domain", "project"].flatMap { scope in
                let roles = "\(scope)s/{\(scope)_id}/\(actor)s/{\(actor)_id}/roles"
                return direct("/v3/\(roles)") + inherited("/v3/OS-INHERIT/\(roles)", isListed: scope == "domain")
            } + system("/v3/system/\(actor)s/{\(actor)_id}/roles", actor)
        }
    }

    private func direct(_ roles: String) -> [Route] {
        let named = Targets(store: store).named
        let one = "\(roles)/{role_id}"
        return [
            Route(.get, roles, policy: .rule("identity:list_grants"), target: named, handler: list(inherited: false)),
            Route(.get, one, policy: .rule("identity:check_grant"), target: named, handler: check(inherited: false)),
            Route(.put, one, policy: .rule("identity:create_grant"), target: named, handler: create(inherited: false)),
            Route(.delete, one, policy: .rule("identity:revoke_grant"), target: named, handler: revoke(inherited: false)),
        ]
    }

    private func inherited(_ roles: String, isListed: Bool) -> [Route] {
        let named = Targets(store: store).named
        let one = "\(roles)/{role_id}/inherited_to_projects"
        let all = Route(
            .get, "\(roles)/inherited_to_projects", policy: .rule("identity:list_grants"), target: named,
            handler: list(inherited: true))
        return [
            Route(.get, one, policy: .rule("identity:check_grant"), target: named, handler: check(inherited: true)),
            Route(.put, one, policy: .rule("identity:create_grant"), target: named, handler: create(inherited: true)),
            Route(.delete, one, policy: .rule("identity:revoke_grant"), target: named, handler: revoke(inherited: true)),
        ] + (isListed ? [all] : [])
    }

    private func system(_ roles: String, _ actor: String) -> [Route] {
        let named = Targets(store: store).named
        let one = "\(roles)/{role_id}"
        func rule(_ verb: String) -> Access { .rule("identity:\(verb)_for_\(actor)") }
        return [
            Route(.get, roles, policy: rule("list_system_grants"), target: named, handler: list(inherited: false)),
            Route(.get, one, policy: rule("check_system_grant"), target: named, handler: check(inherited: false)),
            Route(.put, one, policy: rule("create_system_grant"), target: named, handler: create(inherited: false)),
            Route(.delete, one, policy: rule("revoke_system_grant"), target: named, handler: revoke(inherited: false)),
        ]
    }

    // MARK: Handlers

    private func list(inherited: Bool) -> Route.Handler {
        { context in
            let actor = try Self.actor(context), scope = Self.scope(context)
            let roles = try await store.read { try Assignments.roles($0, of: actor, on: scope, inherited: inherited) }
            return .list("roles", Listed(items: roles), context, id: \.id.string) { RoleWire.write(&$0, $1, context) }
        }
    }

    private func check(inherited: Bool) -> Route.Handler {
        { context in
            let assignment = try Self.assignment(context, inherited)
            try await store.read { try Assignments.check($0, assignment) }
            return .empty()
        }
    }

    private func create(inherited: Bool) -> Route.Handler {
        { context in
            let assignment = try Self.assignment(context, inherited)
            try await store.write { try Assignments.create($0, assignment) }
            return .empty()
        }
    }

    private func revoke(inherited: Bool) -> Route.Handler {
        { context in
            let assignment = try Self.assignment(context, inherited)
            try await store.write { try Assignments.delete($0, assignment) }
            return .empty()
        }
    }

    // MARK: What the path says

    private static func assignment(_ context: RequestContext, _ inherited: Bool) throws -> Assignment {
        Assignment(actor: try actor(context), scope: scope(context), roleID: try context.id("role_id"), inherited: inherited)
    }

    private static func actor(_ context: RequestContext) throws -> Assignment.Actor {
        if let id = context.parameters["user_id"] { return .user(UserID(id)) }
        return .group(try context.id("group_id"))
    }

    private static func scope(_ context: RequestContext) -> Assignment.Scope {
        if let id = context.parameters["project_id"] { return .project(ProjectID(id)) }
        if let id = context.parameters["domain_id"] { return .domain(DomainID(id)) }
        return .system
    }
}
