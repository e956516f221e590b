internal import Store
internal import Web

/// The route tables of federation (Identity API v3, OS-FEDERATION).
struct FederationRoutes {
    let store: Store
    let tokens: Tokens
    let providers: OpenIDProviders

    var all: [Route] {
        Self.resources(store)
            + FederationAuthRoutes(tokens: tokens, openID: OpenIDLogin(tokens: tokens, providers: providers)).table
            + AssertionRoutes.table
    }

    static func resources(_ store: Store) -> [Route] {
        IdentityProviderRoutes(store: store).table
            + AttributeMappingRoutes(store: store).table
            + ServiceProviderRoutes(store: store).table
    }
}
