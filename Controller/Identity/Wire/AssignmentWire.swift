internal import Core
internal import Web

/// `role_assignments` (Identity API v3, "List role assignments").
enum AssignmentWire {
    static func query(_ query: Query) throws -> AssignmentQuery {
        let user = query["user.id"], group = query["group.id"]
        let project = query["scope.project.id"], domain = query["scope.domain.id"], system = query["scope.system"]
        let inherited = query["scope.OS-INHERIT:inherited_to"].map { $0 == "projects" }
        try refuse(domain != nil && project != nil, "Specify a domain or project, not both")
        try refuse(domain != nil && system != nil, "Specify system or domain, not both")
        try refuse(project != nil && system != nil, "Specify system or project, not both")
        try refuse(user != nil && group != nil, "Specify a user or group, not both")
        var result = AssignmentQuery()
        result.actor = user.map { .user(UserID($0)) } ?? group.map { .group(GroupID($0)) }
        result.scope = domain.map { .domain(DomainID($0)) } ?? project.map { .project(ProjectID($0)) }
        if system == "all" { result.scope = .system }
        result.roleID = query["role.id"].map { RoleID($0) }
        result.inherited = inherited
        result.isEffective = query.isSet("effective")
        if result.isEffective {
            try refuse(group != nil, "Combining effective and group filter will always result in an empty list.")
            try refuse(
                inherited == true && domain != nil,
                "Combining effective, domain and inherited filters will always result in an empty list.")
        }
        if query.isSet("include_subtree") {
            try refuse(project == nil, "scope.project.id must be specified if include_subtree is also specified")
            result.includesSubtree = true
        }
        return result
    }

    private static func refuse(_ isWrong: Bool, _ message: String) throws {
        if isWrong { throw Refusal.invalid(message) }
    }

    // MARK: Writing

    static func write(_ w: inout JSONWriter, _ entry: AssignmentEntry, names: Bool, _ context: RequestContext) {
        w.object { w in
            if let user = entry.user { w.field("user") { write(&$0, user, names) } }
            if let group = entry.group { w.field("group") { write(&$0, group, names) } }
            w.field("role") { write(&$0, entry.role, names) }
            w.field("scope") { scope(&$0, entry, names) }
            w.field("links") { links(&$0, entry, context) }
        }
    }

    private static func write(_ w: inout JSONWriter, _ named: AssignmentEntry.Named, _ names: Bool) {
        w.object { w in
            w.field("id", named.id)
            guard names else { return }
            w.field("name", named.name)
            if let domainID = named.domainID {
                w.field("domain") { w in
                    w.object { w in
                        w.field("id", domainID.string)
                        w.field("name", named.domainName)
                    }
                }
            }
        }
    }

    private static func scope(_ w: inout JSONWriter, _ entry: AssignmentEntry, _ names: Bool) {
        w.object { w in
            if let scope = entry.scope {
                w.field(scope.domainID == nil ? "domain" : "project") { write(&$0, scope, names) }
            } else {
                w.field("system") { $0.object { $0.field("all", true) } }
            }
            if entry.isInherited { w.field("OS-INHERIT:inherited_to", "projects") }
        }
    }

    /// `assignment` is where the assignment behind this line is made and revoked.
    private static func links(_ w: inout JSONWriter, _ entry: AssignmentEntry, _ context: RequestContext) {
        var path = entry.viaScope.map(Self.path) ?? path(entry)
        path += entry.viaGroup.map { ["groups", $0.string] } ?? entry.user.map { ["users", $0.id] } ?? []
        path += entry.group.map { ["groups", $0.id] } ?? []
        path += ["roles", entry.viaRole?.string ?? entry.role.id]
        if entry.isInherited { path = ["OS-INHERIT"] + path + ["inherited_to_projects"] }
        w.object { w in
            w.field("assignment", context.link(path))
            if let group = entry.viaGroup, let user = entry.user {
                w.field("membership", context.link("groups", group.string, "users", user.id))
            }
            if let prior = entry.viaRole {
                w.field("prior_role", context.link("prior_role", entry.role.id, "implies", prior.string))
            }
        }
    }

    private static func path(_ entry: AssignmentEntry) -> [String] {
        guard let scope = entry.scope else { return ["system"] }
        return [scope.domainID == nil ? "domains" : "projects", scope.id]
    }

    private static func path(_ scope: Assignment.Scope) -> [String] {
        switch scope {
        case .system: ["system"]
        case .domain(let id): ["domains", id.string]
        case .project(let id): ["projects", id.string]
        }
    }
}

extension AssignmentEntry {
    fileprivate var isInherited: Bool { inherited || viaScope != nil }
}
