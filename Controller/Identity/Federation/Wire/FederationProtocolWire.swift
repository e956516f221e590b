internal import Core
internal import Web

/// `protocol` (Identity API v3, OS-FEDERATION, "Identity Providers").
enum FederationProtocolWire {
    private static let attributes: Set = ["mapping_id", "remote_id_attribute", "id"]

    static func new(_ body: JSONReader, _ path: FederationPath) throws -> FederationProtocol {
        let body = try body.object("protocol")
        try body.allowOnly(attributes)
        return FederationProtocol(
            id: try FederationWire.id(body, path.protocolID.string), providerID: path.providerID,
            mappingID: AttributeMappingID(try body.string("mapping_id", length: 1...64)),
            remoteIDAttribute: try body.optionalString("remote_id_attribute", length: 0...64))
    }

    /// The mapping must be named, even if it stays.
    static func change(_ body: JSONReader, of path: FederationPath) throws -> @Sendable (inout FederationProtocol) -> Void {
        let body = try body.object("protocol")
        try body.checkID(path.protocolID.string)
        try body.allowOnly(attributes)
        let mappingID = AttributeMappingID(try body.string("mapping_id", length: 1...64))
        let attribute = try body.has("remote_id_attribute") ? body.string("remote_id_attribute", length: 0...64) : nil
        return { proto in
            proto.mappingID = mappingID
            if let attribute { proto.remoteIDAttribute = attribute }
        }
    }

    /// A list shows more than a single one, as upstream has it.
    static func write(
        _ w: inout JSONWriter, _ proto: FederationProtocol, _ context: RequestContext, isListed: Bool = false
    ) {
        w.object { w in
            w.field("id", proto.id.string)
            w.field("mapping_id", proto.mappingID.string)
            if isListed {
                w.field("idp_id", proto.providerID.string)
                w.field("remote_id_attribute", proto.remoteIDAttribute)
            }
            w.field("links") { w in
                w.object { w in
                    let provider = context.link("OS-FEDERATION", "identity_providers", proto.providerID.string)
                    w.field("identity_provider", provider)
                    w.field("self", "\(provider)/protocols/\(PercentEncoding.encode(proto.id.string))")
                }
            }
        }
    }
}
