internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/users/{user_id}/credentials/OS-EC2`: credentials of the type `ec2` in the form that EC2's clients know, by their access
/// keys (Identity API v3, "EC2 Credentials").
struct EC2CredentialRoutes: Sendable {
    let store: Store
    let sealing: SealingKeys

    var table: [Route] {
        let all = "/v3/users/{user_id}/credentials/OS-EC2"
        let one = all + "/{credential_id}"
        return [
            Route(.get, all, policy: .rule("identity:ec2_list_credentials"), handler: list),
            Route(.post, all, policy: .rule("identity:ec2_create_credential"), target: new, handler: create),
            Route(.get, one, policy: .rule("identity:ec2_get_credential"), target: named, handler: show),
            Route(.delete, one, policy: .rule("identity:ec2_delete_credential"), target: named, handler: delete),
        ]
    }

    private func new(_ context: RequestContext) async throws -> PolicyTarget {
        ["target.credential.user_id": .string(try context.parameter("user_id"))]
    }

    /// Whose a credential is, is in its row, not in the path.
    private func named(_ context: RequestContext) async throws -> PolicyTarget {
        let id = CredentialWire.id(access: try context.parameter("credential_id"))
        let credential = try await store.read { try Credentials.get($0, id) }
        return ["target.credential.user_id": .string(credential.userID.string)]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let caller = try context.requireCaller()
        let id: UserID = try context.id("user_id")
        let found = try await store.read { s in
            _ = try Users.get(s, id)
            return try Credentials.list(s, of: id, type: Credential.ec2)
        }
        let keys = try found.filter { !caller.isBarred(from: $0.projectID) }.map(open)
        return .list("credentials", Listed(items: keys), context, id: \.access) { CredentialWire.write(&$0, $1, context) }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let caller = try context.requireCaller()
        try caller.checkUnrestricted(for: "application credentials.")
        let userID: UserID = try context.id("user_id")
        let projectID = ProjectID(try await context.json().string("tenant_id", length: 1...64))
        let key = EC2Key(userID: userID, projectID: projectID, delegation: caller.delegation)
        let id = CredentialWire.id(access: key.access)
        let credential = Credential(
            id: id, userID: userID, projectID: projectID, type: Credential.ec2,
            sealed: try sealing.seal(key.blob, for: Credential.place(id)))
        try await store.write { tx in
            _ = try Users.get(tx, userID)
            _ = try Projects.get(tx, projectID)
            try caller.checkProject(projectID, of: "EC2 credential")
            try Credentials.create(tx, credential)
        }
        return reply(key, .created, context)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        reply(try open(try await credential(context)), .ok, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id = try await credential(context).id
        try await store.write { try Credentials.delete($0, id) }
        return .empty()
    }

    private func credential(_ context: RequestContext) async throws -> Credential {
        let userID: UserID = try context.id("user_id")
        let id = CredentialWire.id(access: try context.parameter("credential_id"))
        let credential = try await store.read { s in
            _ = try Users.get(s, userID)
            return try Credentials.get(s, id)
        }
        guard credential.isEC2 else { throw Refusal.unauthorized("EC2 access key not found.") }
        try context.requireCaller().checkProject(credential.projectID, of: "EC2 credential")
        return credential
    }

    private func open(_ credential: Credential) throws -> EC2Key {
        try EC2Key(credential, blob: try sealing.open(credential.sealed, for: Credential.place(credential.id)))
    }

    private func reply(_ key: EC2Key, _ status: HTTPResponse.Status, _ context: RequestContext) -> Reply {
        .json(status) { w in w.object { $0.field("credential") { CredentialWire.write(&$0, key, context) } } }
    }
}
