internal import Core
internal import Store
internal import Web

/// The route tables of domains, projects, users, groups, roles and who has them.
enum ResourceRoutes {
    static func all(store: Store, passwords: Passwords, limitModel: LimitModel) -> [Route] {
        DomainRoutes(store: store).table
            + ProjectRoutes(store: store, limitModel: limitModel).table
            + ProjectTagRoutes(store: store).table
            + UserRoutes(store: store, passwords: passwords).table
            + GroupRoutes(store: store).table
            + RoleRoutes(store: store).table
            + ImpliedRoleRoutes(store: store).table
            + GrantRoutes(store: store).table
            + AssignmentRoutes(store: store).table
            + RegisteredLimitRoutes(store: store).table
            + LimitRoutes(store: store, model: limitModel).table
            + EndpointGroupRoutes(store: store).table
            + ProjectEndpointRoutes(store: store).table
            + SecurityComplianceRoutes(passwordRules: ["password_regex": nil, "password_regex_description": nil]).table
            + OAuthAccessRoutes(store: store).table
    }

    /// Those that keep secrets.
    static func sealed(store: Store, sealing: SealingKeys) -> [Route] {
        DomainConfigRoutes(store: store, config: DomainConfig(sealing: sealing)).table
            + OAuthConsumerRoutes(store: store, sealing: sealing).table
            + OAuthTokenRoutes(store: store, sealing: sealing).table
    }
}
