internal import Core
internal import Crypto
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/users/{user_id}/application_credentials` (Identity API v3, "Application Credentials"). Only the user makes them, for the
/// project of the token in hand, and with no more roles than that has.
struct ApplicationCredentialRoutes: Sendable {
    let store: Store
    let passwords: Passwords

    var table: [Route] {
        let all = "/v3/users/{user_id}/application_credentials"
        let one = all + "/{application_credential_id}"
        func rule(_ verb: String) -> Access { .rule("identity:\(verb)") }
        return [
            Route(.get, all, policy: rule("list_application_credentials"), handler: list),
            Route(.post, all, policy: rule("create_application_credential"), handler: create),
            Route(.get, one, policy: rule("get_application_credential"), target: named, handler: show),
            Route(.delete, one, policy: rule("delete_application_credential"), target: named, handler: delete),
        ]
    }

    /// Whose a credential is, is in its row: the path could name the caller.
    private func named(_ context: RequestContext) async throws -> PolicyTarget {
        let id: ApplicationCredentialID = try context.id("application_credential_id")
        let credential = try await store.read { try ApplicationCredentials.find($0, id: id) }
        return credential.map { ["user_id": .string($0.userID.string)] } ?? [:]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        try context.requireCaller().checkMayKeepApplicationCredentials()
        let id: UserID = try context.id("user_id")
        let listing = try context.query.listing(texts: ["name"])
        let found = try await store.read { try ApplicationCredentials.list($0, of: id, listing) }
        return .list("application_credentials", found, context, id: \.id.string) {
            ApplicationCredentialWire.write(&$0, $1, context)
        }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let caller = try context.requireCaller()
        let new = try ApplicationCredentialWire.new(try await context.json(), now: context.now)
        try caller.checkMayKeepApplicationCredentials()
        try caller.checkUnrestricted(for: "application credentials.")
        let userID: UserID = try context.id("user_id")
        guard caller.userID == userID else {
            throw Refusal.action("Cannot create an application credential for another user.")
        }
        guard let projectID = caller.projectID else {
            throw Refusal.forbidden("An application credential can only be made with the token of a project.")
        }
        let secret = new.secret.flatMap { $0.isEmpty ? nil : $0 } ?? Self.randomSecret()
        let hash = try await passwords.hash(secret)
        let credential = try await store.write { tx in
            var credential = ApplicationCredential(
                id: .randomHex(), userID: userID, projectID: projectID, name: new.name, description: new.description,
                expiresAt: new.expiresAt, isUnrestricted: new.isUnrestricted)
            credential.roles = try Self.roles(tx, new, of: caller, on: projectID)
            return try ApplicationCredentials.create(tx, credential, secretHash: hash, rules: new.rules)
        }
        return reply(credential, secret: secret, .created, context)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        try context.requireCaller().checkMayKeepApplicationCredentials()
        let id: ApplicationCredentialID = try context.id("application_credential_id")
        return reply(try await store.read { try ApplicationCredentials.get($0, id) }, secret: nil, .ok, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let caller = try context.requireCaller()
        try caller.checkMayKeepApplicationCredentials()
        try caller.checkUnrestricted(for: "application credentials.")
        let id: ApplicationCredentialID = try context.id("application_credential_id")
        try await store.write { try ApplicationCredentials.delete($0, id) }
        return .empty()
    }

    // MARK: What goes into one

    /// Those that are asked for, with what they imply; all of them must be in the token, and the user's own still.
    private static func roles(
        _ s: Snapshot, _ new: ApplicationCredentialWire.New, of caller: Caller, on projectID: ProjectID
    ) throws -> [Role] {
        let held = try Assignments.effectiveRoles(s, userID: caller.userID, projectID: projectID)
            .filter { $0.domainID == nil && caller.roles.contains($0.name) }
        guard !new.roles.isEmpty else { return held }
        let wanted = try ImpliedRoles.closure(s, of: new.roles.map { try $0.role(s).id })
        guard wanted.isSubset(of: Set(held.map(\.id))) else {
            throw Refusal.invalid(
                "Invalid application credential: Cannot create an application credential with unassigned role")
        }
        return held.filter { wanted.contains($0.id) }
    }

    /// 64 random bytes, as upstream makes them.
    private static func randomSecret() -> String {
        Base64.encode(SymmetricKey(size: .init(bitCount: 512)).withUnsafeBytes { Array($0) })
    }

    private func reply(
        _ credential: ApplicationCredential, secret: String?, _ status: HTTPResponse.Status, _ context: RequestContext
    ) -> Reply {
        .json(status) { w in
            w.object { w in
                w.field("application_credential") {
                    ApplicationCredentialWire.write(&$0, credential, secret: secret, context)
                }
            }
        }
    }
}
