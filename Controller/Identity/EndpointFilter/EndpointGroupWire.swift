internal import Catalog
internal import Core
internal import Web

/// `endpoint_group` (Identity API v3, "OS-EP-FILTER").
enum EndpointGroupWire {
    private static let known: Set = ["name", "description", "filters"]

    static func new(_ body: JSONReader) throws -> EndpointGroup {
        let body = try body.object("endpoint_group")
        try body.only(known)
        let filters = try filters(body)
        guard !filters.isEmpty else { throw Refusal.invalid("filters field is required and cannot be empty") }
        return EndpointGroup(
            id: .randomHex(), name: try body.name(upTo: 255), description: try body.optionalString("description"),
            filters: filters)
    }

    /// Clients of 2026 send null for a name and for filters that stay as they are.
    static func change(_ body: JSONReader) throws -> @Sendable (inout EndpointGroup) -> Void {
        let body = try body.object("endpoint_group")
        try body.only(known)
        guard !body.members.isEmpty else { throw body.invalid("endpoint_group", "{} does not have enough properties") }
        let name = try body.optionalString("name").map { _ in try body.name(upTo: 255) }
        let description = try body.nullableString("description")
        let filters = try body.optionalObject("filters").map { _ in try Self.filters(body) }
        return { group in
            if let name { group.name = name }
            if let description { group.description = description }
            if let filters { group.filters = filters }
        }
    }

    private static func filters(_ body: JSONReader) throws -> [String: JSON] {
        let filters = try body.object("filters")
        for (name, value) in filters.members {
            guard EndpointGroup.attributes.contains(name) else {
                throw Refusal.expecting("service_id or region_id or interface", in: "endpoint_group")
            }
            guard value.string != nil || (name == "region_id" && value.isNull) else {
                throw filters.invalid(name, "it is not of type 'string'")
            }
        }
        if let word = try filters.optionalString("interface"), Endpoint.Interface(rawValue: word) == nil {
            throw filters.invalid("interface", "'\(word)' is not one of ['admin', 'internal', 'public']")
        }
        return filters.members
    }

    static func write(_ w: inout JSONWriter, _ group: EndpointGroup, _ context: RequestContext) {
        w.object { w in
            w.field("id", group.id.string)
            w.field("name", group.name)
            w.field("description", group.description)
            w.field("filters", .object(group.filters))
            w.links(self: context.link("OS-EP-FILTER", "endpoint_groups", group.id.string))
        }
    }

    /// That a project sees a group.
    static func write(_ id: EndpointGroupID, in projectID: ProjectID, _ context: RequestContext) -> Reply {
        let link = context.link("OS-EP-FILTER", "endpoint_groups", id.string, "projects", projectID.string)
        return .json { w in
            w.object { w in
                w.field("project_endpoint_group") { w in
                    w.object { w in
                        w.field("endpoint_group_id", id.string)
                        w.field("project_id", projectID.string)
                        w.links(self: link)
                    }
                }
            }
        }
    }
}
