internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/credentials` (Identity API v3, "Credentials"). What a token was lent for is all that it may touch: the credentials of
/// its project.
struct CredentialRoutes: Sendable {
    let store: Store
    let sealing: SealingKeys

    var table: [Route] {
        let one = "/v3/credentials/{credential_id}"
        return [
            Route(.get, "/v3/credentials", policy: .rule("identity:list_credentials"), target: own, handler: list),
            Route(.post, "/v3/credentials", policy: .rule("identity:create_credential"), target: new, handler: create),
            Route(.get, one, policy: .rule("identity:get_credential"), target: named, handler: show),
            Route(.patch, one, policy: .rule("identity:update_credential"), target: named, handler: update),
            Route(.delete, one, policy: .rule("identity:delete_credential"), target: named, handler: delete),
        ]
    }

    // MARK: Targets

    private func own(_ context: RequestContext) async throws -> PolicyTarget {
        guard let caller = context.caller, caller.scope != .system else { return [:] }
        return Self.target(caller.userID)
    }

    private func new(_ context: RequestContext) async throws -> PolicyTarget {
        Self.target(try CredentialWire.new(try await context.json()).userID)
    }

    private func named(_ context: RequestContext) async throws -> PolicyTarget {
        let id: CredentialID = try context.id("credential_id")
        return try await store.read { try Credentials.find($0, id: id).map { Self.target($0.userID) } ?? [:] }
    }

    private static func target(_ userID: UserID?) -> PolicyTarget {
        ["target.credential.user_id": userID.map { .string($0.string) } ?? .null]
    }

    // MARK: Handlers

    /// Whoever may not see everybody's sees their own.
    private func list(_ context: RequestContext) async throws -> Reply {
        let caller = try context.requireCaller()
        let listing = try context.query.listing(texts: ["user_id", "type"])
        var conditions: [SQL] = []
        if !context.allows("identity:get_credential", Self.target(nil)) { conditions.append("user_id = \(caller.userID)") }
        if caller.delegation != nil { conditions.append("project_id = \(caller.projectID)") }
        let found = try await store.read { [conditions] in try Credentials.list($0, where: conditions, listing) }
        let shown = Listed(items: try found.items.map { ($0, try open($0)) }, isTruncated: found.isTruncated)
        return .list("credentials", shown, context, id: \.0.id.string) {
            CredentialWire.write(&$0, $1.0, blob: $1.1, context)
        }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let caller = try context.requireCaller()
        let body = try CredentialWire.new(try await context.json())
        guard let userID = body.userID, let type = body.type, var blob = body.blob else { throw Refusal.invalid("No blob") }
        let projectID = body.projectID ?? nil
        var id = CredentialID.randomHex()
        if type.lowercased() == Credential.ec2 {
            try caller.checkUnrestricted(for: "credentials.")
            var members = try CredentialWire.ec2(blob)
            id = CredentialWire.id(access: members["access"]?.string ?? "")
            members.merge(caller.delegation?.binding ?? [:]) { $1 }
            if caller.delegation != nil { blob = JSON.object(members).text }
        }
        try caller.checkProject(projectID, of: "Credential")
        let credential = Credential(
            id: id, userID: userID, projectID: projectID, type: type,
            sealed: try sealing.seal(blob, for: Credential.place(id)), extra: body.extra)
        try await store.write { try Credentials.create($0, credential) }
        return reply(credential, blob, .created, context)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let credential = try await credential(context)
        return reply(credential, try open(credential), .ok, context)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let old = try await credential(context)
        let change = try CredentialWire.change(try await context.json(), of: old.id)
        let blob = try open(old)
        var new = old
        new.userID = change.userID ?? old.userID
        new.projectID = change.projectID ?? old.projectID
        new.type = change.type ?? old.type
        new.extra.merge(change.extra) { $1 }
        try Self.check(old, blob, new, change.blob)
        // It must not be given to somebody else, or taken elsewhere, by whoever may not.
        try context.authorize("identity:update_credential", Self.target(new.userID))
        try context.requireCaller().checkProject(new.projectID, of: "Credential")
        if let blob = change.blob { new.sealed = try sealing.seal(blob, for: Credential.place(old.id)) }
        try await store.write { [new] in try Credentials.update($0, new) }
        return reply(new, change.blob ?? blob, .ok, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id = try await credential(context).id
        try await store.write { try Credentials.delete($0, id) }
        return .empty()
    }

    // MARK: Rules

    /// What an EC2 credential is bound to stays.
    private static func check(_ old: Credential, _ blob: String, _ new: Credential, _ newBlob: String?) throws {
        if new.isEC2, new.projectID == nil { throw Refusal.expecting("project_id", in: "credential") }
        guard old.isEC2, let newBlob else { return }
        let before = try CredentialWire.ec2(blob)
        let after = try CredentialWire.ec2(newBlob)
        for key in ["trust_id", "app_cred_id", "access_token_id", "access_id"]
        where before[key] ?? .null != after[key] ?? .null {
            throw Refusal.invalid("\(key) can not be updated for credential")
        }
    }

    private func credential(_ context: RequestContext) async throws -> Credential {
        let id: CredentialID = try context.id("credential_id")
        let credential = try await store.read { try Credentials.get($0, id) }
        try context.requireCaller().checkProject(credential.projectID, of: "Credential")
        return credential
    }

    private func open(_ credential: Credential) throws -> String {
        try sealing.open(credential.sealed, for: Credential.place(credential.id))
    }

    private func reply(
        _ credential: Credential, _ blob: String, _ status: HTTPResponse.Status, _ context: RequestContext
    ) -> Reply {
        .json(status) { w in
            w.object { $0.field("credential") { CredentialWire.write(&$0, credential, blob: blob, context) } }
        }
    }
}

extension Caller.Delegation {
    /// What goes into the blob of an EC2 credential that is made with such a token.
    fileprivate var binding: [String: JSON] {
        var members: [String: JSON] = [:]
        members["trust_id"] = trustID.map { .string($0.string) }
        members["app_cred_id"] = applicationCredentialID.map { .string($0.string) }
        return members
    }
}
