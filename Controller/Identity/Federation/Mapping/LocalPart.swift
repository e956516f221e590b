internal import Core

/// One element of a rule's `local` part: whom and what to make of the one who comes in.
struct LocalPart: Sendable {
    struct User: Sendable {
        var id: MappingTemplate?
        var name: MappingTemplate?
        var email: MappingTemplate?
        var domain: DomainPart?
        var isLocal = false
    }

    struct DomainPart: Sendable {
        var id: MappingTemplate?
        var name: MappingTemplate?
    }

    enum Group: Sendable {
        case id(MappingTemplate)
        case name(MappingTemplate, DomainPart)
    }

    struct Project: Sendable {
        let name: MappingTemplate
        let roles: [MappingTemplate]
        let domain: DomainPart?
    }

    var user: User?
    var group: Group?
    var groups: MappingTemplate?
    var groupIDs: MappingTemplate?
    var domain: DomainPart?
    var projects: [Project]?
}

// MARK: Reading

extension LocalPart {
    init(_ body: JSONReader, version: MappingRules.Version, places: Int) throws {
        try body.allowOnly(["user", "group", "groups", "group_ids", "domain", "projects"])
        func template(_ name: String) throws -> MappingTemplate? {
            try body.has(name) ? MappingTemplate(body, name, places: places) : nil
        }
        user = try body.has("user") ? User(body.object("user"), places) : nil
        group = try body.has("group") ? Group(body.object("group"), places) : nil
        groups = try template("groups")
        groupIDs = try template("group_ids")
        domain = try body.has("domain") ? DomainPart(body.object("domain"), places) : nil
        guard groups == nil || domain != nil else {
            throw body.invalid("groups", "Invalid rule: both 'groups' and 'domain' keywords must be specified")
        }
        projects = try body.has("projects") ? body.objects("projects").map { try Project($0, version, places) } : nil
    }
}

extension LocalPart.User {
    fileprivate init(_ body: JSONReader, _ places: Int) throws {
        try body.allowOnly(["id", "name", "email", "domain", "type"])
        func template(_ name: String) throws -> MappingTemplate? {
            try body.has(name) ? MappingTemplate(body, name, places: places) : nil
        }
        id = try template("id")
        name = try template("name")
        email = try template("email")
        domain = try body.has("domain") ? LocalPart.DomainPart(body.object("domain"), places) : nil
        let type = try body.has("type") ? body.string("type") : "ephemeral"
        guard ["ephemeral", "local"].contains(type) else {
            throw body.invalid("type", "'\(type)' is not one of ['ephemeral', 'local']")
        }
        isLocal = type == "local"
    }
}

extension LocalPart.DomainPart {
    fileprivate init(_ body: JSONReader, _ places: Int) throws {
        try body.allowOnly(["id", "name"])
        id = try body.has("id") ? MappingTemplate(body, "id", places: places) : nil
        name = try body.has("name") ? MappingTemplate(body, "name", places: places) : nil
        guard id != nil || name != nil else { throw body.missing("id") }
    }
}

extension LocalPart.Group {
    fileprivate init(_ body: JSONReader, _ places: Int) throws {
        guard !body.has("id") else {
            try body.allowOnly(["id"])
            self = .id(try MappingTemplate(body, "id", places: places))
            return
        }
        try body.allowOnly(["name", "domain"])
        self = .name(
            try MappingTemplate(body, "name", places: places), try LocalPart.DomainPart(body.object("domain"), places))
    }
}

extension LocalPart.Project {
    fileprivate init(_ body: JSONReader, _ version: MappingRules.Version, _ places: Int) throws {
        try body.allowOnly(version == .two ? ["name", "roles", "domain"] : ["name", "roles"])
        name = try MappingTemplate(body, "name", places: places)
        roles = try body.objects("roles").map { role in
            try role.allowOnly(["name"])
            return try MappingTemplate(role, "name", places: places)
        }
        domain = try body.has("domain") ? LocalPart.DomainPart(body.object("domain"), places) : nil
    }
}
