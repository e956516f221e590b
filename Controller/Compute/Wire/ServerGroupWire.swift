import Core
import Web

/// Server groups in JSON: several `policies` and `metadata` before 2.64, one `policy` with `rules` since; owners since 2.13.
enum ServerGroupWire {
    static func wish(_ body: JSONReader, _ context: RequestContext) throws -> ServerGroup {
        let caller = try context.requireCaller()
        let input = try Input.root(body, "server_group")
        let isNew = context.minor >= 64
        try input.allow(isNew ? ["name", "policy", "rules"] : ["name", "policies"])
        guard let project = caller.projectID else { throw Refusal.forbidden("The token is not for a project.") }
        let policy = try isNew ? policy(input.member("policy"), context) : onlyPolicy(input, context)
        return ServerGroup(
            id: ID<ServerGroup>.random().string, projectID: project, userID: caller.userID, name: try input.member("name").name(),
            policy: policy, maxPerHost: try isNew ? limit(input, policy) : nil, createdAt: context.now)
    }

    private static func policy(_ input: Input, _ context: RequestContext) throws -> ServerGroup.Policy {
        let known = ServerGroup.Policy.allCases.map(\.rawValue)
        let words = context.minor >= 15 ? known : known.filter { !$0.hasPrefix("soft") }
        return ServerGroup.Policy(rawValue: try input.word(of: words)) ?? .affinity
    }

    private static func onlyPolicy(_ input: Input, _ context: RequestContext) throws -> ServerGroup.Policy {
        let policies = try input.member("policies")
        let elements = try policies.elements()
        guard let first = elements.first else { throw policies.refusal("[] is too short") }
        guard elements.count == 1 else { throw policies.refusal("\(PythonText.quoted(policies.json)) is too long") }
        return try policy(first, context)
    }

    private static func limit(_ input: Input, _ policy: ServerGroup.Policy) throws -> Int? {
        guard let rules = input.optional("rules") else { return nil }
        guard rules.json.object != nil else { throw rules.wrongType("object") }
        try rules.allow(["max_server_per_host"])
        guard let limit = try rules.optional("max_server_per_host")?.integer(1...Int64(Int32.max)) else { return nil }
        guard policy == .antiAffinity else {
            throw Refusal.invalid("Only anti-affinity policy supports rules.")
        }
        return limit
    }

    static func write(_ w: inout JSONWriter, _ group: ServerGroup, _ context: RequestContext) {
        w.object { w in
            w.field("id", group.id)
            w.field("name", group.name)
            w.field("members", group.members)
            if context.minor >= 13 {
                w.field("project_id", group.projectID.string)
                w.field("user_id", group.userID.string)
            }
            if context.minor >= 64 {
                w.field("policy", group.policy.rawValue)
                w.field("rules") { w in
                    w.object { w in if let limit = group.maxPerHost { w.field("max_server_per_host", limit) } }
                }
            } else {
                w.field("policies", [group.policy.rawValue])
                w.field("metadata") { $0.object { _ in } }
            }
        }
    }
}
