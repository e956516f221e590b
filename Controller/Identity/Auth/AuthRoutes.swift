internal import Catalog
internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// Tokens, and where their owner may go with one (Identity API v3, "Authentication and token management").
struct AuthRoutes: Sendable {
    let tokens: Tokens

    var routes: [Route] {
        [
            Route(.post, "/v3/auth/tokens", policy: .anyone, handler: issue),
            Route(.get, "/v3/auth/tokens", policy: .rule("identity:validate_token"), target: subject, handler: show),
            Route(.head, "/v3/auth/tokens", policy: .rule("identity:check_token"), target: subject, handler: show),
            Route(.delete, "/v3/auth/tokens", policy: .rule("identity:revoke_token"), target: subject, handler: revoke),
            Route(.get, "/v3/auth/catalog", policy: .rule("identity:get_auth_catalog"), handler: catalog),
            Route(.get, "/v3/auth/projects", policy: .rule("identity:get_auth_projects"), handler: projects),
            Route(.get, "/v3/auth/domains", policy: .rule("identity:get_auth_domains"), handler: domains),
            Route(.get, "/v3/OS-FEDERATION/projects", policy: .rule("identity:get_auth_projects"), handler: projects),
            Route(.get, "/v3/OS-FEDERATION/domains", policy: .rule("identity:get_auth_domains"), handler: domains),
            Route(.get, "/v3/auth/system", policy: .rule("identity:get_auth_system"), handler: system),
        ]
    }

    static let policy = [
        PolicyRule(
            "identity:validate_token",
            "rule:admin_required or rule:system_reader or rule:service_role or rule:token_subject", "Show a token."),
        PolicyRule(
            "identity:check_token", "rule:admin_required or rule:system_reader or rule:token_subject",
            "Check whether a token is valid."),
        PolicyRule("identity:revoke_token", "rule:admin_required or rule:token_subject", "Revoke a token."),
        PolicyRule("identity:get_auth_catalog", "", "Show the catalog for the token's own scope."),
        PolicyRule("identity:get_auth_projects", "", "List the projects that the token's user has a role on."),
        PolicyRule("identity:get_auth_domains", "", "List the domains that the token's user has a role on."),
        PolicyRule("identity:get_auth_system", "", "Show whether the token's user has a role on the system."),
    ]

    // MARK: Tokens

    private func issue(_ context: RequestContext) async throws -> Reply {
        var request = try AuthRequest(try await context.json())
        if request.isSigned { request.signature = try OAuthHeader(context) }
        let (text, token) = try await tokens.authenticate(
            request, hasCatalog: wantsCatalog(context), now: context.now)
        return try await reply(.created, token, text, context)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let (text, token) = try await subjectToken(context)
        return try await reply(.ok, token, text, context)
    }

    private func revoke(_ context: RequestContext) async throws -> Reply {
        let token = try await subjectToken(context).token
        try await tokens.revoke(token, now: context.now)
        return .empty()
    }

    private func reply(_ status: HTTPResponse.Status, _ token: Token, _ text: String, _ context: RequestContext) async throws
        -> Reply
    {
        let body = try await tokens.document(token, text: text, hasCatalog: wantsCatalog(context))
        let headers: HTTPFields = [.subjectToken: text, .vary: "X-Auth-Token"]
        return .bytes(status, headers: headers, contentType: "application/json", body)
    }

    private func wantsCatalog(_ context: RequestContext) -> Bool { !context.query.has("nocatalog") }

    /// What the policy looks at. A subject that is not valid is a 404 for everybody.
    private func subject(_ context: RequestContext) async throws -> PolicyTarget {
        let caller = try await subjectToken(context).token.caller
        return [
            "target.token.user_id": .string(caller.userID.string),
            "target.token.user.domain.id": .string(caller.userDomainID.string),
        ]
    }

    /// The token that the request is about. An expired one is shown for a while to services that have work to finish for it.
    private func subjectToken(_ context: RequestContext) async throws -> (text: String, token: Token) {
        guard let text = context.headers[.subjectToken] else { throw Refusal.missing("No token in the request") }
        let isWindowOpen =
            try context.method != .delete && context.query.bool("allow_expired") ?? false
            && context.allows("service_or_admin", [:])
        let window = isWindowOpen ? FernetKeys.expiredWindow : .zero
        guard let token = try await tokens.validate(text, now: context.now, window: window),
            context.method == .delete || knowsAccessRules(context) || !token.hasAccessRules
        else { throw Tokens.notFound }
        return (text, token)
    }

    /// Whether a service that validates a token would keep to its access rules; the header is that of upstream's middleware.
    private func knowsAccessRules(_ context: RequestContext) -> Bool {
        context.headers[.accessRules].flatMap { Double($0) }.map { $0 >= 1 } ?? false
    }

    // MARK: Where to

    private func catalog(_ context: RequestContext) async throws -> Reply {
        let caller = try context.requireCaller()
        guard caller.projectID != nil else {
            throw Refusal.forbidden("You are not authorized to perform the requested action.")
        }
        let entries = try await tokens.catalogEntries(caller)
        return .json { w in
            w.object { w in
                w.field("catalog") { $0.array(entries) { $1.write(to: &$0) } }
                w.links(self: context.selfLink)
            }
        }
    }

    private func projects(_ context: RequestContext) async throws -> Reply {
        let userID = try context.requireCaller().userID
        let projects = try await tokens.store.read { try Assignments.projects($0, of: userID) }
        return .list("projects", projects, context, id: \.id.string) { ProjectWire.write(&$0, $1, context) }
    }

    private func domains(_ context: RequestContext) async throws -> Reply {
        let userID = try context.requireCaller().userID
        let domains = try await tokens.store.read { try Assignments.domains($0, of: userID) }
        return .list("domains", Listed(items: domains), context, id: \.id.string) { DomainWire.write(&$0, $1, context) }
    }

    private func system(_ context: RequestContext) async throws -> Reply {
        let userID = try context.requireCaller().userID
        let roles = try await tokens.store.read { try Assignments.effectiveRoles($0, userID: userID, scope: .system) }
        return .json { w in
            w.object { w in
                w.field("system") { w in
                    w.array { w in
                        if !roles.isEmpty { w.object { $0.field("all", true) } }
                    }
                }
                w.links(self: context.selfLink)
            }
        }
    }
}
