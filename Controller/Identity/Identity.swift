public import Catalog
public import Core
public import Reconcile
public import Store
public import Web

/// The identity service (OpenStack Keystone's API v3): who there is, what belongs to whom, and who may enter.
///
/// `Auth` issues and validates tokens; everything beside it is the resources that tokens speak of.
public struct Identity: Service {
    public static let api = API.identity
    public static let migrations =
        Schema.migrations + Revocations.migrations
        + LimitSchema.migrations + EndpointFilterSchema.migrations
        + DomainConfigSchema.migrations + RevocationEvents.migrations + OAuthSchema.migrations
        + FederationSchema.migrations + Keyring.migrations
    public static let policy =
        Policy.rules + AuthRoutes.policy
        + LimitPolicy.rules + EndpointFilterPolicy.rules
        + DomainConfigPolicy.rules + RevocationRoutes.policy + OAuthPolicy.rules
        + FederationPolicy.rules + Keyring.policy

    /// Tells who a token of a request belongs to.
    public let tokens: Tokens
    private let store: Store
    private let passwords: Passwords
    private let limitModel: LimitModel
    private let providers: OpenIDProviders
    private let sealing: SealingKeys

    /// - Parameters:
    ///   - keys: seal the tokens; they run as a service of their own.
    ///   - sealing: keep the secrets of users in the database; they run as a service of their own.
    ///   - tokenLifetime: of new tokens. The keys must have been told the same.
    ///   - limitModel: how limits of projects and domains bind each other.
    ///   - federation: where the settings of OpenID Connect providers are; nil: nobody signs in that way.
    public init(
        store: Store, catalog: Catalog, keys: FernetKeys, sealing: SealingKeys, passwords: Passwords = Passwords(),
        tokenLifetime: Duration = .seconds(3600), limitModel: LimitModel = .flat, federation: FederationSettings? = nil
    ) {
        self.store = store
        self.passwords = passwords
        self.limitModel = limitModel
        providers = OpenIDProviders(federation)
        self.sealing = sealing
        tokens = Tokens(
            store: store, catalog: catalog, keys: keys, sealing: sealing, passwords: passwords, lifetime: tokenLifetime)
    }

    public var routes: [Route] {
        VersionRoutes.routes + AuthRoutes(tokens: tokens).routes
            + RevocationRoutes(store: store, tokenLifetime: tokens.lifetime).table
            + OAuth2Routes(tokens: tokens).table
            + ResourceRoutes.all(store: store, passwords: passwords, limitModel: limitModel)
            + FederationRoutes(store: store, tokens: tokens, providers: providers).all
            + ResourceRoutes.sealed(store: store, sealing: sealing)
            + Keyring.routes(store: store, tokens: tokens, sealing: sealing)
    }

    public var reconcilers: [any Reconciler] { [MembershipExpiry()] }
}
