internal import Core
internal import Web

/// `domain` (Identity API v3, "Domains").
enum DomainWire {
    private static let known: Set = ["name", "description", "enabled", "tags", "options", "explicit_domain_id"]

    static func new(_ body: JSONReader) throws -> Domain {
        let body = try body.object("domain")
        var domain = Domain(id: try id(body), name: try body.name(upTo: 64).trimmed)
        try change(body)(&domain.project)
        return domain
    }

    static func change(_ body: JSONReader, of id: DomainID) throws -> @Sendable (inout Project) -> Void {
        let body = try body.object("domain")
        try body.checkID(id.string)
        return try change(body)
    }

    private static func change(_ body: JSONReader) throws -> @Sendable (inout Project) -> Void {
        try ProjectWire.attributes(body, known: known)
    }

    private static func id(_ body: JSONReader) throws -> DomainID {
        guard let id = try body.optionalString("explicit_domain_id") else { return .randomHex() }
        guard id.utf8.count == 32, id == id.lowercased(), UUIDText.bytes(id) != nil else {
            throw Refusal.invalid("Domain ID does not conform to required UUID format.")
        }
        return DomainID(id)
    }

    static func write(_ w: inout JSONWriter, _ domain: Domain, _ context: RequestContext) {
        let project = domain.project
        w.object { w in
            w.field("id", project.id.string)
            w.field("name", project.name)
            w.field("description", project.description)
            w.field("enabled", project.enabled)
            w.field("tags", project.tags)
            w.field("options", .object(project.options))
            w.members(project.extra)
            w.links(self: context.link("domains", project.id.string))
        }
    }
}
