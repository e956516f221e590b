internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/role_assignments` (Identity API v3, "List role assignments").
struct AssignmentRoutes: Sendable {
    let store: Store

    var table: [Route] {
        [
            Route(
                .get, "/v3/role_assignments", policy: .rule("identity:list_role_assignments"), target: Targets.scope,
                handler: list)
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        var query = try AssignmentWire.query(context.query)
        query.domainID = context.caller?.domainID
        if query.includesSubtree { try await authorizeTree(query, context) }
        let names = context.query.isSet("include_names")
        let entries = try await store.read { [query] in try query.entries($0) }
        return .list("role_assignments", Listed(items: entries), context, id: \.role.id) {
            AssignmentWire.write(&$0, $1, names: names, context)
        }
    }

    /// For a whole tree the project at its top must be in the domain of the token.
    private func authorizeTree(_ query: AssignmentQuery, _ context: RequestContext) async throws {
        guard let id = query.scope?.projectID else { return }
        let project = try await store.read { try Projects.get($0, id) }
        let domainID = project.domainID?.string ?? project.id.string
        try context.authorize("identity:list_role_assignments_for_tree", ["target.domain_id": .string(domainID)])
    }
}
