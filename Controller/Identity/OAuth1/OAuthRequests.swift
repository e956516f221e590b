internal import Catalog
internal import Core
internal import Store
internal import Web

enum OAuthRequests {
    static func find(_ s: Snapshot, _ id: OAuthRequestID) throws -> OAuthRequest? {
        try s.first("SELECT * FROM identity_oauth_request WHERE id = \(id)").map(OAuthRequest.init)
    }

    /// - Throws: 404 for one that there is not, 401 for one that has expired.
    static func get(_ s: Snapshot, _ id: OAuthRequestID, now: Timestamp) throws -> OAuthRequest {
        guard let request = try find(s, id) else { throw Refusal.missing("Request token not found") }
        guard now < request.expiresAt else { throw Refusal.unauthorized("Request token is expired") }
        return request
    }

    /// Also forgets those that nobody can use any more.
    static func create(_ tx: Transaction, _ request: OAuthRequest, now: Timestamp) throws {
        try tx.execute("DELETE FROM identity_oauth_request WHERE expires_at <= \(now)")
        try tx.execute(
            """
            INSERT INTO identity_oauth_request (id, sealed, key_id, consumer_id, project_id, expires_at)
            VALUES (\(request.id), \(request.secret.text), \(request.secret.keyID), \(request.consumerID), \(request.projectID),
                \(request.expiresAt))
            """)
    }

    /// A user lets the consumer have roles of theirs on the project that it asks for.
    ///
    /// - Parameter roles: by id or by name.
    /// - Throws: 401 for a role that the user does not have there.
    static func authorize(
        _ tx: Transaction, _ id: OAuthRequestID, by userID: UserID, roles: [RoleReference], now: Timestamp
    ) throws -> OAuthRequest {
        var request = try get(tx, id, now: now)
        let wanted = Set(try roles.map { try $0.role(tx).id })
        guard let project = try Projects.find(tx, id: request.projectID), let domainID = project.domainID else {
            throw Refusal.notFound("project", request.projectID.string)
        }
        let scope = Caller.Scope.project(project.id, name: project.name, domainID: domainID, domainName: "")
        let held = Set(try Assignments.effectiveRoles(tx, userID: userID, scope: scope).map(\.id))
        guard wanted.isSubset(of: held) else { throw Refusal.unauthorized("authorizing user does not have role required") }
        let grant = OAuthRequest.Grant(userID: userID, roleIDs: wanted.sorted(), verifier: verifier())
        try tx.execute(
            """
            UPDATE identity_oauth_request SET user_id = \(grant.userID), role_ids = \(RoleID.json(grant.roleIDs)),
                verifier = \(grant.verifier)
            WHERE id = \(id)
            """)
        request.grant = grant
        return request
    }

    /// Eight letters and digits that a person can read out to a program.
    private static func verifier() -> String {
        let characters = Array("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
        var random = RandomSource()
        return String((0..<8).compactMap { _ in characters.randomElement(using: &random) })
    }
}
