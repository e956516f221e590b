import Core
import HTTPTypes
import Networking
import Store
import Web

/// Changes of `/os-security-groups`, and `/os-security-group-rules` (Compute API, up to 2.35): the network service's groups and their
/// rules of what comes in, in the words of the old days, where every conflict was a bad request.
struct SecurityGroupChangeRoutes: Sendable {
    let store: Store
    private static let last = Microversion(2, 35)

    var table: [Route] {
        func route(_ method: HTTPRequest.Method, _ path: String, _ rule: String, _ handler: @escaping Route.Handler) -> Route {
            Route(
                method, "/v2.1/" + path, policy: .rule("os_compute_api:os-security-groups:\(rule)"), target: Targets.caller,
                until: Self.last, handler: handler)
        }
        return [
            route(.post, "os-security-groups", "create", create),
            route(.put, "os-security-groups/{security_group_id}", "update", update),
            route(.delete, "os-security-groups/{security_group_id}", "delete", delete),
            route(.post, "os-security-group-rules", "rule:create", addRule),
            route(.delete, "os-security-group-rules/{security_group_rule_id}", "rule:delete", removeRule),
        ]
    }

    // MARK: Groups

    private static func words(_ context: RequestContext) async throws -> (name: String, description: String) {
        let input = try Input(try await context.json().json).object("security_group")
        return (try input.member("name").text(), try input.member("description").text())
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let (words, project, now) = (try await Self.words(context), try Self.project(context), context.now)
        let group = try await store.write { tx in
            try Self.translate {
                try SecurityGroups.make(tx, project, name: words.name, description: words.description, now: now)
            }
        }
        return Self.reply(SecurityGroupWire.View(group: group, rules: []))
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let (words, project, now) = (try await Self.words(context), try Self.project(context), context.now)
        let id = try Self.id(context, "security_group_id", "Security group")
        let view = try await store.write { tx in
            let group = try Self.group(tx, id, project)
            let changed = try Self.translate {
                try SecurityGroups.rename(tx, group.id, name: words.name, description: words.description, now: now)
            }
            return SecurityGroupWire.View(group: changed, rules: try SecurityGroups.ingress(tx, group.id))
        }
        return Self.reply(view)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let (project, now) = (try Self.project(context), context.now)
        let id = try Self.id(context, "security_group_id", "Security group")
        try await store.write { tx in
            let group = try Self.group(tx, id, project)
            try Self.translate { try SecurityGroups.remove(tx, group.id, now: now) }
        }
        return .empty(.accepted)
    }

    private static func reply(_ view: SecurityGroupWire.View) -> Reply {
        .json { w in w.object { w in w.field("security_group") { SecurityGroupWire.write(&$0, view) } } }
    }

    // MARK: Rules

    private func addRule(_ context: RequestContext) async throws -> Reply {
        let (project, now) = (try Self.project(context), context.now)
        let input = try Input(try await context.json().json).object("security_group_rule")
        let parent = try input.member("parent_group_id").uuid()
        let wish = try IngressWishWire.read(input)
        let (group, rule) = try await store.write { tx in
            let group = try Self.group(tx, parent, project)
            if let remote = wish.remoteGroup { _ = try Self.group(tx, remote.string, project) }
            return (group, try Self.translate { try SecurityGroups.addIngress(tx, to: group, wish, now: now) })
        }
        return .json { w in
            w.object { w in
                w.field("security_group_rule") { w in w.object { SecurityGroupWire.rule(&$0, rule, of: group) } }
            }
        }
    }

    private func removeRule(_ context: RequestContext) async throws -> Reply {
        let (project, now) = (try Self.project(context), context.now)
        let id = try Self.id(context, "security_group_rule_id", "Security group rule")
        try await store.write { tx in
            try Self.translate { try SecurityGroups.removeRule(tx, id, of: project, now: now) }
        }
        return .empty(.accepted)
    }

    // MARK: Shared

    private static func project(_ context: RequestContext) throws -> ProjectID {
        try context.requireCaller().projectID ?? ProjectID("")
    }

    private static func id(_ context: RequestContext, _ name: String, _ what: String) throws -> String {
        let id = try context.parameter(name)
        guard UUIDText.bytes(id) != nil else { throw Refusal.invalid("\(what) id should be uuid") }
        return id
    }

    private static func group(_ s: Snapshot, _ id: String, _ project: ProjectID) throws -> SecurityGroup {
        guard let group = try SecurityGroups.find(s, SecurityGroupID(id)), group.projectID == project else {
            throw Refusal.missing("Security group \(id) not found.")
        }
        return group
    }

    private static func translate<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let fault as Fault where fault.type == "OverQuota" {
            throw Refusal.forbidden(fault.message, hint: fault.hint)
        } catch let fault as Fault where fault.kind == .conflict {
            throw Refusal.invalid(fault.message, hint: fault.hint)
        }
    }
}
