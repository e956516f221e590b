import Core
import HTTPTypes
import Networking
import Store
import Web

/// `/os-security-groups` (Compute API, "Security groups", up to 2.35): the network service's groups as clients of the old days
/// look them up. They are made and changed in the network service alone.
struct SecurityGroupRoutes: Sendable {
    let store: Store
    private static let last = Microversion(2, 35)

    var table: [Route] {
        func rule(_ name: String) -> Access { .rule("os_compute_api:os-security-groups:\(name)") }
        return [
            Route(.get, "/v2.1/os-security-groups", policy: rule("get"), target: Targets.caller, until: Self.last, handler: list),
            Route(
                .get, "/v2.1/os-security-groups/{security_group_id}", policy: rule("show"), target: Targets.caller,
                until: Self.last, handler: show),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let project = try context.requireCaller().projectID ?? ProjectID("")
        let all = context.isAdmin && context.query.has("all_tenants")
        let (offset, limit) = (try context.query.number("offset") ?? 0, try context.query.number("limit") ?? Int.max)
        let groups = try await store.read { s in
            let groups = try all ? SecurityGroups.list(s) : SecurityGroups.list(s, project: project)
            return try Self.views(s, Array(groups.dropFirst(offset).prefix(limit)))
        }
        return .json { w in w.object { w in w.field("security_groups") { $0.array(groups) { SecurityGroupWire.write(&$0, $1) } } }
        }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id = try context.parameter("security_group_id")
        let project = try context.requireCaller().projectID
        let group = try await store.read { s in
            try Self.views(s, [SecurityGroups.find(s, SecurityGroupID(id))]).first { $0.group.projectID == project }
        }
        guard let group else { throw Refusal.missing("Security group \(id) could not be found.") }
        return .json { w in w.object { w in w.field("security_group") { SecurityGroupWire.write(&$0, group) } } }
    }

    static func views(_ s: Snapshot, _ groups: [SecurityGroup?]) throws -> [SecurityGroupWire.View] {
        try groups.compactMap { group in
            try group.map { SecurityGroupWire.View(group: $0, rules: try SecurityGroups.ingress(s, $0.id)) }
        }
    }
}
