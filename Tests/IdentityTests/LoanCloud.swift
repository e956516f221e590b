import Core
import HTTPTypes
import Store
import Testing

@testable import Identity

/// What the tests of credentials, application credentials and trusts have in common: requests in the name of the users of an
/// ``AuthCloud``.
extension AuthCloud {
    func post(_ path: String, _ body: JSON, as token: String?) async throws -> Answer {
        try await send(.post, path, token: token, body: body)
    }

    func get(_ path: String, as token: String?) async throws -> Answer { try await send(.get, path, token: token) }

    func patch(_ path: String, _ body: JSON, as token: String?) async throws -> Answer {
        try await send(.patch, path, token: token, body: body)
    }

    func delete(_ path: String, as token: String?) async throws -> Answer { try await send(.delete, path, token: token) }

    /// Of alice in the project `shop`, where she is member and manager.
    func aliceToken() async throws -> String { try await token(user(alice)) }

    func bobToken() async throws -> String {
        try await token(user(bob), scope: ["project": ["id": .string(lab.id.string)]])
    }

    func systemToken() async throws -> String { try await token(adminUser, scope: ["system": ["all": true]]) }

    /// A reader of the whole cloud who is no administrator.
    func seerToken() async throws -> String {
        let user = User(id: .randomHex(), name: "seer", domainID: admin.domainID)
        try await add(user)
        try await grant("reader", to: user.id, on: .system)
        return try await token(self.user(user), scope: ["system": ["all": true]])
    }

    func add(_ user: User) async throws {
        let hash = try await Passwords(threads: 1, queue: 4, cost: .init(logRounds: 4, blockSize: 8, parallelism: 1))
            .hash(Self.password)
        let now = time.now
        _ = try await store.write { try Users.create($0, user, passwordHash: hash, now: now) }
    }

    func grant(_ role: String, to userID: UserID, on scope: Assignment.Scope) async throws {
        let id = try await roleID(role)
        try await store.write { try Assignments.create($0, Assignment(actor: .user(userID), scope: scope, roleID: id)) }
    }

    func revoke(_ role: String, from userID: UserID, on scope: Assignment.Scope) async throws {
        let id = try await roleID(role)
        try await store.write { try Assignments.delete($0, Assignment(actor: .user(userID), scope: scope, roleID: id)) }
    }

    func roleID(_ name: String) async throws -> RoleID {
        try #require(try await store.read { try Roles.find($0, name: name) }).id
    }

    // MARK: Application credentials

    func makeApplicationCredential(
        _ attributes: [String: JSON] = [:], as token: String? = nil
    ) async throws -> (id: String, secret: String) {
        var token = token
        if token == nil { token = try await aliceToken() }
        let body: JSON = ["application_credential": .object(["name": "deploy"].merging(attributes) { $1 })]
        let answer = try await post("/v3/users/\(alice.id)/application_credentials", body, as: token)
        #expect(answer.status == .created, "\(answer.json.text)")
        let made = answer.json["application_credential"]
        return (try #require(made?["id"]?.string), try #require(made?["secret"]?.string))
    }

    static func login(applicationCredential id: String, _ secret: String) -> JSON {
        let credential: JSON = ["id": .string(id), "secret": .string(secret)]
        return ["auth": ["identity": ["methods": ["application_credential"], "application_credential": credential]]]
    }

    func applicationToken(_ attributes: [String: JSON] = [:]) async throws -> String {
        let (id, secret) = try await makeApplicationCredential(attributes)
        let answer = try await issue(Self.login(applicationCredential: id, secret))
        #expect(answer.status == .created, "\(answer.json.text)")
        return answer.subject
    }

    // MARK: Trusts

    /// From alice to bob, for the project `shop`.
    func trust(_ attributes: [String: JSON] = [:], as token: String? = nil) async throws -> Answer {
        let whole: [String: JSON] = [
            "trustor_user_id": .string(alice.id.string), "trustee_user_id": .string(bob.id.string), "impersonation": false,
            "project_id": .string(shop.id.string), "roles": [["name": "member"]],
        ]
        var token = token
        if token == nil { token = try await aliceToken() }
        return try await post("/v3/OS-TRUST/trusts", ["trust": .object(whole.merging(attributes) { $1 })], as: token)
    }

    func makeTrust(_ attributes: [String: JSON] = [:], as token: String? = nil) async throws -> String {
        let answer = try await trust(attributes, as: token)
        #expect(answer.status == .created, "\(answer.json.text)")
        return try #require(answer.json["trust"]?["id"]?.string)
    }

    func use(trust id: String, by user: User? = nil) async throws -> Answer {
        try await issue(Self.login(self.user(user ?? bob), scope: ["OS-TRUST:trust": ["id": .string(id)]]))
    }
}
