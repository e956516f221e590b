internal import Core
internal import Web

/// `mapping` (Identity API v3, OS-FEDERATION, "Mappings"). A body is a whole mapping, also where it replaces one.
enum AttributeMappingWire {
    static func read(_ body: JSONReader, id: String) throws -> AttributeMapping {
        let body = try body.object("mapping")
        let id: AttributeMappingID = try FederationWire.id(body, id)
        let rules = try MappingRules(body)
        return AttributeMapping(id: id, rules: .array(try body.array("rules")), schemaVersion: rules.version)
    }

    static func write(_ w: inout JSONWriter, _ mapping: AttributeMapping, _ context: RequestContext) {
        w.object { w in
            w.field("id", mapping.id.string)
            w.field("rules", mapping.rules)
            w.field("schema_version", mapping.schemaVersion.rawValue)
            w.links(self: context.link("OS-FEDERATION", "mappings", mapping.id.string))
        }
    }
}
