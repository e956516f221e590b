internal import Core
internal import Store

typealias FederationProtocolID = ID<FederationProtocol>

/// One way in which an identity provider vouches for users, and the mapping that reads what it says: a row of
/// `identity_protocol`. Its id, such as `openid`, is unique within the provider.
struct FederationProtocol: Sendable, Equatable {
    let id: FederationProtocolID
    let providerID: IdentityProviderID
    var mappingID: AttributeMappingID
    /// The attribute of an assertion that must be one of the provider's remote ids.
    var remoteIDAttribute: String?
}

extension FederationProtocol {
    init(_ row: Row) throws {
        id = try row.get("id")
        providerID = try row.get("provider_id")
        mappingID = try row.get("mapping_id")
        remoteIDAttribute = try row.get("remote_id_attribute")
    }
}
