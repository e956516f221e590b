internal import Core
internal import Store

/// By which way a user has come in: an identity provider, and one of its protocols.
struct FederationPath: Sendable, Hashable {
    let providerID: IdentityProviderID
    let protocolID: FederationProtocolID

    /// False once the provider or the protocol is gone or the provider is disabled.
    func isOpen(_ s: Snapshot) throws -> Bool {
        try s.first(
            """
            SELECT 1 FROM identity_protocol p JOIN identity_provider i ON i.id = p.provider_id
            WHERE p.provider_id = \(providerID) AND p.id = \(protocolID) AND i.enabled = 1
            """) != nil
    }
}

// MARK: In a token

extension FederationPath {
    func append(to bytes: inout [UInt8]) throws {
        try PackedID.append(providerID.string, to: &bytes)
        try PackedID.append(protocolID.string, to: &bytes)
    }

    init?(_ reader: inout ByteReader) {
        guard let provider = PackedID.read(&reader), let proto = PackedID.read(&reader) else { return nil }
        self.init(providerID: IdentityProviderID(provider), protocolID: FederationProtocolID(proto))
    }
}
