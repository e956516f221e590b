internal import Store
internal import Web

/// What users sign in with beside their password, and what they lend: credentials, application credentials, trusts.
enum Keyring {
    static let migrations =
        ApplicationCredentialSchema.migrations + TrustSchema.migrations + CredentialSchema.migrations

    static let policy = CredentialPolicy.rules + ApplicationCredentialPolicy.rules + TrustPolicy.rules

    static func routes(store: Store, tokens: Tokens, sealing: SealingKeys) -> [Route] {
        CredentialRoutes(store: store, sealing: sealing).table
            + EC2CredentialRoutes(store: store, sealing: sealing).table
            + EC2TokenRoutes(tokens: tokens).table
            + ApplicationCredentialRoutes(store: store, passwords: tokens.passwords).table
            + AccessRuleRoutes(store: store).table
            + TrustRoutes(store: store).table
    }
}
