internal import Core
internal import Web

/// `project` and its `tags` (Identity API v3, "Projects", "Project tags").
enum ProjectWire {
    private static let known: Set = [
        "name", "description", "enabled", "tags", "options", "domain_id", "parent_id", "is_domain", "parents", "subtree",
    ]

    /// - Parameter defaultDomain: where the project goes if the body does not say.
    static func new(_ body: JSONReader, defaultDomain: DomainID) throws -> Project {
        let body = try body.object("project")
        let isDomain = try body.optionalBool("is_domain") ?? false
        let domainID: DomainID? = try body.optionalID("domain_id")
        var project = Project(
            id: .randomHex(), name: try body.name(upTo: 64).trimmed,
            domainID: isDomain ? nil : domainID ?? defaultDomain)
        project.parentID = try body.optionalID("parent_id") ?? (project.domainID ?? domainID)?.asProject
        try attributes(body, known: known)(&project)
        return project
    }

    /// A body may repeat what cannot change; whether it does is for `Projects` to see.
    static func change(_ body: JSONReader, of id: ProjectID) throws -> @Sendable (inout Project) throws -> Void {
        let body = try body.object("project")
        try body.checkID(id.string)
        let change = try attributes(body, known: known)
        let domainID: DomainID?? = try body.nullableString("domain_id").map { $0.map { DomainID($0) } }
        let parentID: ProjectID?? = try body.nullableString("parent_id").map { $0.map { ProjectID($0) } }
        let isDomain = try body.optionalBool("is_domain")
        return { project in
            guard isDomain ?? project.isDomain == project.isDomain else {
                throw Refusal.invalid("Update of `is_domain` is not allowed.")
            }
            change(&project)
            if let domainID { project.domainID = domainID }
            if let parentID { project.parentID = parentID }
        }
    }

    /// The attributes that projects and domains share.
    static func attributes(_ body: JSONReader, known: Set<String>) throws -> @Sendable (inout Project) -> Void {
        let name = try body.optionalName(upTo: 64)?.trimmed
        let description = try body.nullableString("description")
        let enabled = try body.optionalBool("enabled")
        let tags = try body.has("tags") ? self.tags(body) : nil
        let options = try Options.read(body, flags: ["immutable"])
        let extra = body.extra(besides: known)
        return { project in
            if let name { project.name = name }
            if let description { project.description = description }
            if let enabled { project.enabled = enabled }
            if let tags { project.tags = tags }
            project.options = Options.merge(options, into: project.options)
            project.extra.merge(extra) { $1 }
        }
    }

    static func write(_ w: inout JSONWriter, _ project: Project, _ context: RequestContext) {
        w.object { members(&$0, project, context) }
    }

    /// With the projects above and below it, as far as they were asked for.
    static func write(_ w: inout JSONWriter, _ project: Project, _ family: ProjectFamily, _ context: RequestContext) {
        w.object { w in
            members(&w, project, context)
            if let parents = family.parents { write(&w, "parents", parents, context) }
            if let subtree = family.subtree { write(&w, "subtree", subtree, context) }
        }
    }

    /// Whether and how the relatives (`parents`, `subtree`) are asked for: `parents_as_list`, `parents_as_ids`, ….
    static func form(_ relatives: String, _ query: Query) throws -> ProjectFamily.Form? {
        let list = "\(relatives)_as_list", ids = "\(relatives)_as_ids"
        switch (query.isSet(list), query.isSet(ids)) {
        case (true, true): throw Refusal.invalid("Cannot use \(list) and \(ids) query params at the same time.")
        case (true, false): return .list
        case (false, true): return .ids
        case (false, false): return nil
        }
    }

    private static func members(_ w: inout JSONWriter, _ project: Project, _ context: RequestContext) {
        w.field("id", project.id.string)
        w.field("name", project.name)
        w.field("description", project.description)
        w.field("domain_id", project.domainID?.string)
        w.field("parent_id", project.parentID?.string)
        w.field("is_domain", project.isDomain)
        w.field("enabled", project.enabled)
        w.field("tags", project.tags)
        w.field("options", .object(project.options))
        w.members(project.extra)
        w.links(self: context.link("projects", project.id.string))
    }

    private static func write(
        _ w: inout JSONWriter, _ name: String, _ relatives: ProjectFamily.Relatives, _ context: RequestContext
    ) {
        switch relatives {
        case .list(let projects):
            w.field(name) { w in
                w.array(projects) { w, project in
                    w.object { $0.field("project") { write(&$0, project, context) } }
                }
            }
        case .ids(let tree): w.field(name, tree)
        }
    }
}

// MARK: Tags

extension ProjectWire {
    /// How many tags a project can have.
    static let mostTags = 80

    /// The `tags` of a body, each once.
    static func tags(_ body: JSONReader) throws -> [String] {
        let tags = try body.strings("tags")
        guard tags.count <= mostTags else { throw body.invalid("tags", "there are more than \(mostTags) tags") }
        guard Set(tags).count == tags.count else { throw body.invalid("tags", "it has non-unique elements") }
        return try tags.map { try tag($0, in: body) }
    }

    /// One tag: 1 to 255 characters, none of them a comma or a slash.
    static func tag(_ text: String, in body: JSONReader = JSONReader(.object([:]))) throws -> String {
        guard (1...255).contains(text.unicodeScalars.count), !text.contains(","), !text.contains("/") else {
            throw body.invalid("tags", "'\(text)' is no tag: 1 to 255 characters without ',' and '/'")
        }
        return text
    }

    static func filter(_ query: Query) -> TagFilter {
        func tags(_ name: String) -> [String] { (query[name] ?? "").split(separator: ",").map(String.init) }
        return TagFilter(all: tags("tags"), any: tags("tags-any"), notAll: tags("not-tags"), notAny: tags("not-tags-any"))
    }

    static func tags(_ tags: [String], _ context: RequestContext) -> Reply {
        .json { w in
            w.object { w in
                w.field("tags", tags)
                w.links(self: context.selfLink)
            }
        }
    }
}
