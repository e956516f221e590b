import Core
import HTTPTypes
import Store
import Testing

@testable import Identity

@Suite struct AuthIssueTests {
    private let unauthorized: JSON = [
        "error": ["code": 401, "message": "The request you have made requires authentication.", "title": "Unauthorized"]
    ]

    @Test func knowsUsersByIdAndByName() async throws {
        let cloud = try await AuthCloud()
        let password: JSON = .string(AuthCloud.password)
        let users: [JSON] = [
            ["id": .string(cloud.bob.id.string), "password": password],
            ["name": "bob", "domain": ["name": "acme"], "password": password],
            ["name": "bob", "domain": ["id": .string(cloud.acme.id.string)], "password": password],
        ]
        for user in users {
            let answer = try await cloud.issue(AuthCloud.login(user))
            #expect(answer.status == .created)
            #expect(answer.token["user"]?["id"]?.string == cloud.bob.id.string)
        }
    }

    /// Each member of the body, and that there is no other.
    @Test func showsATokenOfAProjectAsUpstreamDoes() async throws {
        let cloud = try await AuthCloud()
        let answer = try await cloud.issue(AuthCloud.login(cloud.adminUser, scope: cloud.adminScope))
        #expect(answer.status == .created)
        #expect(answer.headers[.vary] == "X-Auth-Token")
        #expect((1...255).contains(answer.subject.count))
        var token = try #require(answer.token.object)
        let audits = try #require(token.removeValue(forKey: "audit_ids")?.array)
        #expect(audits.count == 1)
        let roles = try #require(token.removeValue(forKey: "roles")?.array)
        #expect(roles.map { $0["name"] } == ["admin", "manager", "member", "reader"])
        #expect(roles.allSatisfy { $0.object?.count == 2 && $0["id"]?.string?.count == 32 })
        let catalog = try #require(token.removeValue(forKey: "catalog")?.array)
        #expect(catalog.map { $0["type"] } == ["identity"])
        #expect(catalog.first?["endpoints"]?.array?.count == 3)
        let domain: JSON = ["id": "default", "name": "Default"]
        let rest: JSON = [
            "methods": ["password"],
            "user": [
                "id": .string(cloud.admin.userID.string), "name": "admin", "domain": domain, "password_expires_at": nil,
            ],
            "issued_at": "2023-11-14T22:13:20.000000Z",
            "expires_at": "2023-11-14T23:13:20.000000Z",
            "project": ["id": .string(cloud.admin.projectID.string), "name": "admin", "domain": domain],
            "is_domain": false,
        ]
        #expect(JSON.object(token) == rest)
    }

    @Test func showsOtherScopes() async throws {
        let cloud = try await AuthCloud()
        let bob = cloud.user(cloud.bob)
        let domain = try await cloud.issue(AuthCloud.login(bob, scope: ["domain": ["name": "acme"]])).token
        #expect(domain["domain"] == ["id": .string(cloud.acme.id.string), "name": "acme"])
        #expect(domain["roles"]?.array?.map { $0["name"] } == ["reader"])
        #expect(domain["project"] == nil && domain["is_domain"] == nil && domain["catalog"] != nil)

        let system = try await cloud.issue(AuthCloud.login(cloud.adminUser, scope: ["system": ["all": true]])).token
        #expect(system["system"] == ["all": true])
        #expect(system["roles"]?.array?.count == 4)
        #expect(system["project"] == nil && system["domain"] == nil && system["catalog"] != nil)

        let unscoped = try await cloud.issue(AuthCloud.login(bob)).token
        #expect(
            Set(unscoped.object?.keys.map { $0 } ?? []) == ["methods", "user", "audit_ids", "issued_at", "expires_at"])
    }

    @Test func usesTheDefaultProject() async throws {
        let cloud = try await AuthCloud()
        let alice = cloud.user(cloud.alice)
        #expect(try await cloud.issue(AuthCloud.login(alice)).token["project"]?["name"] == "shop")
        for scope: JSON in ["unscoped", ["unscoped": [:]]] {
            let token = try await cloud.issue(AuthCloud.login(alice, scope: scope)).token
            #expect(token["user"] != nil && token["project"] == nil)
        }
        // Without a role there, the token is for nothing in particular.
        let member = try await cloud.store.read { try Roles.find($0, name: "member") }
        let assignment = Assignment(
            actor: .user(cloud.alice.id), scope: .project(cloud.shop.id), roleID: try #require(member).id)
        try await cloud.store.write { try Assignments.delete($0, assignment) }
        let token = try await cloud.issue(AuthCloud.login(alice)).token
        #expect(token["user"] != nil && token["project"] == nil)
    }

    @Test func leavesTheCatalogAway() async throws {
        let cloud = try await AuthCloud()
        let body = AuthCloud.login(cloud.adminUser, scope: cloud.adminScope)
        for query in ["?nocatalog", "?nocatalog=", "?nocatalog=1"] {
            let answer = try await cloud.send(.post, "/v3/auth/tokens" + query, body: body)
            #expect(answer.status == .created)
            #expect(answer.token["catalog"] == nil)
        }
    }

    /// Whatever is wrong with credentials or scope, the answer is the same and tells nothing.
    @Test func refusesWithoutTellingWhy() async throws {
        let cloud = try await AuthCloud()
        let alice = cloud.user(cloud.alice)
        let bodies: [JSON] = [
            AuthCloud.login(cloud.user(cloud.alice, password: "wrong")),
            AuthCloud.login(cloud.user(cloud.alice, password: "")),
            AuthCloud.login(["id": .string(cloud.alice.id.string)]),
            AuthCloud.login(["id": "nobody", "password": "geheim"]),
            AuthCloud.login(["name": "nobody", "domain": ["id": "default"], "password": "geheim"]),
            AuthCloud.login(["name": "bob", "domain": ["id": "default"], "password": "geheim"]),
            AuthCloud.login(["name": "alice", "domain": ["name": "nowhere"], "password": "geheim"]),
            AuthCloud.login(alice, scope: ["project": ["id": "nothing"]]),
            AuthCloud.login(alice, scope: ["project": ["id": .string(cloud.lab.id.string)]]),
            AuthCloud.login(alice, scope: ["project": ["id": "default"]]),
            AuthCloud.login(alice, scope: ["project": ["name": "shop", "domain": ["name": "acme"]]]),
            AuthCloud.login(alice, scope: ["domain": ["id": "default"]]),
            AuthCloud.login(alice, scope: ["domain": ["name": "nowhere"]]),
            AuthCloud.login(alice, scope: ["system": ["all": true]]),
            AuthCloud.login(alice, scope: ["OS-TRUST:trust": ["id": "1"]]),
            ["auth": ["identity": ["methods": []]]],
        ]
        for body in bodies {
            let answer = try await cloud.issue(body)
            #expect(answer.status == .unauthorized, "\(body.text)")
            #expect(answer.json == unauthorized, "\(body.text)")
            #expect(answer.headers[.subjectToken] == nil)
        }
    }

    @Test func refusesMethodsThatThereAreNot() async throws {
        let cloud = try await AuthCloud()
        let body: JSON = ["auth": ["identity": ["methods": ["saml2"], "saml2": ["id": "1"]]]]
        let answer = try await cloud.issue(body)
        #expect(answer.status == .unauthorized)
        #expect(answer.message == "Attempted to authenticate with an unsupported method.")
    }

    /// What is wrong, and the word of the answer that names it.
    @Test func namesWhatIsMalformed() async throws {
        let cloud = try await AuthCloud()
        func identity(_ identity: JSON) -> JSON { ["auth": ["identity": identity]] }
        func password(_ user: JSON) -> JSON { identity(["methods": ["password"], "password": ["user": user]]) }
        func scope(_ scope: JSON) -> JSON { AuthCloud.login(["id": "1", "password": "x"], scope: scope) }
        let table: [(body: JSON, word: String)] = [
            ([:], "auth"), (["auth": nil], "auth"), (["auth": "x"], "auth"), (["auth": [:]], "identity"),
            (identity("x"), "identity"), (identity([:]), "methods"), (identity(["methods": "password"]), "methods"),
            (identity(["methods": [1]]), "methods/0"), (identity(["methods": ["password"]]), "password"),
            (identity(["methods": ["password"], "password": [:]]), "user"),
            (identity(["methods": ["password"], "password": 1]), "password"),
            (identity(["methods": ["token"], "token": [:]]), "id"), (identity(["methods": ["token"]]), "token"),
            (identity(["methods": ["token"], "token": ["id": 1]]), "token/id"),
            (password([:]), "id or name"), (password(["id": "", "name": ""]), "id or name"), (password(["id": 1]), "user/id"),
            (password(["name": "x", "password": "x"]), "domain"),
            (password(["name": "x", "domain": [:], "password": "x"]), "domain"),
            (password(["name": "x", "domain": "default"]), "user/domain"), (password(["id": "x", "password": 1]), "password"),
            (scope([:]), "scope"), (scope("everything"), "scope"), (scope(1), "scope"), (scope(["galaxy": [:]]), "scope"),
            (scope(["project": ["id": "1"], "domain": ["id": "1"]]), "scope"), (scope(["project": [:]]), "project"),
            (scope(["project": ["name": "x"]]), "domain"), (scope(["project": ["id": 1]]), "scope/project/id"),
            (scope(["domain": [:]]), "domain"), (scope(["system": true]), "scope/system"),
            (scope(["system": ["all": "x"]]), "scope/system/all"),
        ]
        for (body, word) in table {
            let answer = try await cloud.issue(body)
            #expect(answer.status == .badRequest, "\(body.text): \(answer.json.text)")
            #expect(answer.message?.contains(word) == true, "\(body.text): \(answer.json.text)")
        }
        for raw in ["", "{", "[]", "{\"auth\": {}, \"auth\": {}}", "\"auth\""] {
            #expect(try await cloud.send(.post, "/v3/auth/tokens", raw: raw).status == .badRequest, "\(raw)")
        }
    }
}
