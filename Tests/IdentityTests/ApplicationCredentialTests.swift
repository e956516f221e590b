import Core
import HTTPTypes
import Store
import Testing
import Web

@testable import Identity

@Suite struct ApplicationCredentialTests {
    @Test func isShownAsTheReferenceHasIt() async throws {
        let cloud = try await AuthCloud()
        let token = try await cloud.aliceToken()
        let all = "/v3/users/\(cloud.alice.id)/application_credentials"
        let rule: JSON = ["path": "/v2.1/servers", "method": "GET", "service": "compute"]
        let body: JSON = [
            "application_credential": [
                "name": "monitoring", "description": "looks", "expires_at": "2023-12-01T00:00:00Z", "roles": [["name": "reader"]],
                "access_rules": [rule], "unrestricted": false,
            ]
        ]
        let created = try await cloud.post(all, body, as: token)
        #expect(created.status == .created)
        var made = try #require(created.json["application_credential"]?.object)
        let id = try #require(made["id"]?.string)
        #expect(made.removeValue(forKey: "secret")?.string?.count == 86)
        let rules = try #require(made.removeValue(forKey: "access_rules")?.array)
        let ruleID = try #require(rules.first?["id"]?.string)
        #expect(rules == [["id": .string(ruleID), "path": "/v2.1/servers", "method": "GET", "service": "compute"]])
        let reader = try await cloud.roleID("reader")
        let link = "http://localhost/identity\(all)/\(id)"
        #expect(
            JSON.object(made) == [
                "id": .string(id), "name": "monitoring", "description": "looks", "user_id": .string(cloud.alice.id.string),
                "project_id": .string(cloud.shop.id.string), "system": nil, "expires_at": "2023-12-01T00:00:00.000000",
                "unrestricted": false, "links": ["self": .string(link)],
                "roles": [
                    [
                        "id": .string(reader.string), "name": "reader", "domain_id": nil, "description": nil,
                        "options": ["immutable": true],
                    ]
                ],
            ])
        let shown = try await cloud.get("\(all)/\(id)", as: token)
        #expect(shown.status == .ok)
        #expect(shown.json["application_credential"]?["secret"] == nil)
        #expect(shown.json["application_credential"]?["name"] == "monitoring")
        let list = try await cloud.get(all + "?name=monitoring", as: token)
        #expect(list.json["application_credentials"]?.array?.count == 1)
        #expect(try await cloud.get(all + "?name=other", as: token).json["application_credentials"] == [])
        #expect(try await cloud.delete("\(all)/\(id)", as: token).status == .noContent)
        let gone = try await cloud.get("\(all)/\(id)", as: token)
        #expect(gone.status == .notFound)
        #expect(gone.message == "Could not find Application Credential: \(id).")
        #expect(try await cloud.delete("\(all)/\(id)", as: token).status == .notFound)
    }

    @Test func signsIn() async throws {
        let cloud = try await AuthCloud()
        let (id, secret) = try await cloud.makeApplicationCredential()
        let answer = try await cloud.issue(AuthCloud.login(applicationCredential: id, secret))
        #expect(answer.status == .created)
        #expect(answer.subject.count <= 255)
        let token = answer.token
        #expect(token["methods"] == ["application_credential"])
        #expect(token["user"]?["id"]?.string == cloud.alice.id.string)
        #expect(token["project"]?["id"]?.string == cloud.shop.id.string)
        #expect(token["application_credential"] == ["id": .string(id), "name": "deploy", "restricted": true])
        #expect(token["roles"]?.array?.map { $0["name"] } == ["member", "reader"])
        #expect(token["catalog"] != nil)
        let shown = try await cloud.show(answer.subject, by: answer.subject)
        #expect(shown.token["application_credential"]?["id"]?.string == id)
        let names: [JSON] = [
            ["id": .string(cloud.alice.id.string)], ["name": "alice", "domain": ["id": "default"]],
            ["name": "alice", "domain": ["name": "Default"]],
        ]
        for user in names {
            let credential: JSON = ["name": "deploy", "user": user, "secret": .string(secret)]
            let body: JSON = ["methods": ["application_credential"], "application_credential": credential]
            #expect(try await cloud.issue(["auth": ["identity": body]]).status == .created)
        }
    }

    /// A user beside the id is not looked at: whoever holds a credential is its owner.
    @Test func belongsToItsOwner() async throws {
        let cloud = try await AuthCloud()
        let (id, secret) = try await cloud.makeApplicationCredential()
        let credential: JSON = [
            "id": .string(id), "secret": .string(secret), "user": ["id": .string(cloud.admin.userID.string)],
        ]
        let body: JSON = ["methods": ["application_credential"], "application_credential": credential]
        let answer = try await cloud.issue(["auth": ["identity": body]])
        #expect(answer.token["user"]?["id"]?.string == cloud.alice.id.string)
    }

    @Test func refusesToSignIn() async throws {
        let cloud = try await AuthCloud()
        let (id, secret) = try await cloud.makeApplicationCredential(["secret": "own secret"])
        #expect(secret == "own secret")
        func login(_ credential: JSON, scope: JSON? = nil) async throws -> AuthCloud.Answer {
            var auth: [String: JSON] = [
                "identity": ["methods": ["application_credential"], "application_credential": credential]
            ]
            auth["scope"] = scope
            return try await cloud.issue(["auth": .object(auth)])
        }
        let right: JSON = ["id": .string(id), "secret": .string(secret)]
        let owner: JSON = ["id": .string(cloud.alice.id.string)]
        #expect(try await login(right).status == .created)
        #expect(try await login(["id": .string(id), "secret": "wrong"]).status == .unauthorized)
        #expect(try await login(["id": .string(id)]).status == .unauthorized)
        #expect(try await login(["id": "none", "secret": "x"]).status == .notFound)
        #expect(try await login(["name": "none", "user": owner, "secret": "x"]).status == .unauthorized)
        #expect(try await login(["name": "deploy", "user": ["id": "none"], "secret": "x"]).status == .unauthorized)
        #expect(try await login(["name": "deploy", "secret": "x"]).status == .badRequest)
        #expect(try await login(["secret": "x"]).status == .badRequest)
        let scoped = try await login(right, scope: ["project": ["id": .string(cloud.shop.id.string)]])
        #expect(scoped.status == .unauthorized)
        #expect(
            scoped.message
                == "Error authenticating with application credential: Application credentials cannot request a scope.")
    }

    /// No token outlives it.
    @Test func ends() async throws {
        let cloud = try await AuthCloud()
        let end = (cloud.time.now + .seconds(600)).iso8601()
        let (id, secret) = try await cloud.makeApplicationCredential(["expires_at": .string(end)])
        let login = AuthCloud.login(applicationCredential: id, secret)
        let answer = try await cloud.issue(login)
        #expect(answer.token["expires_at"]?.string == end)
        cloud.time.advance(by: .seconds(599))
        #expect(try await cloud.use(answer.subject) == .ok)
        cloud.time.advance(by: .seconds(1))
        #expect(try await cloud.use(answer.subject) == .unauthorized)
        #expect(try await cloud.issue(login).status == .unauthorized)
    }

    private enum Event: CaseIterable {
        case userDisabled, userDeleted, projectDisabled, projectDeleted, roleLost, roleDeleted, deleted, newPassword

        func happen(_ cloud: AuthCloud, _ id: String, _ tx: Transaction, _ now: Timestamp) throws {
            switch self {
            case .userDisabled: _ = try Users.update(tx, cloud.alice.id, passwordHash: nil, now: now) { $0.enabled = false }
            case .userDeleted: try Users.delete(tx, cloud.alice.id)
            case .projectDisabled: _ = try Projects.update(tx, cloud.shop.id) { $0.enabled = false }
            case .projectDeleted: try Projects.delete(tx, cloud.shop.id)
            case .roleLost:
                let member = try #require(try Roles.find(tx, name: "member"))
                try Assignments.delete(
                    tx, Assignment(actor: .user(cloud.alice.id), scope: .project(cloud.shop.id), roleID: member.id))
            case .roleDeleted:
                let member = try #require(try Roles.find(tx, name: "member"))
                _ = try Roles.update(tx, member.id) { $0.options = [:] }
                try Roles.delete(tx, member.id)
            case .deleted: try ApplicationCredentials.delete(tx, ApplicationCredentialID(id))
            case .newPassword:
                let hash = try ScryptHash(password: "neu", cost: .init(logRounds: 4, blockSize: 8, parallelism: 1)).text
                _ = try Users.update(tx, cloud.alice.id, passwordHash: hash, now: now) { _ in }
            }
        }

        /// Upstream's answer to the next sign-in.
        var next: HTTPResponse.Status {
            switch self {
            case .userDisabled, .userDeleted, .projectDeleted, .roleDeleted, .deleted: .notFound
            case .projectDisabled, .roleLost: .unauthorized
            case .newPassword: .created
            }
        }
    }

    @Test func endsWithWhatItRestsOn() async throws {
        for event in Event.allCases {
            let cloud = try await AuthCloud()
            let (id, secret) = try await cloud.makeApplicationCredential()
            let login = AuthCloud.login(applicationCredential: id, secret)
            let token = try await cloud.issue(login).subject
            #expect(try await cloud.use(token) == .ok)
            cloud.time.advance(by: .seconds(1))
            let now = cloud.time.now
            try await cloud.store.write { try event.happen(cloud, id, $0, now) }
            #expect(try await cloud.use(token) == .unauthorized, "\(event)")
            #expect(try await cloud.issue(login).status == event.next, "\(event)")
        }
    }

    @Test func hasItsOwnRolesOnly() async throws {
        let cloud = try await AuthCloud()
        try await cloud.grant("manager", to: cloud.alice.id, on: .project(cloud.shop.id))
        let token = try await cloud.applicationToken(["roles": [["name": "reader"]]])
        let roles = try await cloud.show(token, by: token).token["roles"]
        #expect(roles?.array?.map { $0["name"] } == ["reader"])
        // Named, a role comes with what it implies.
        let (id, secret) = try await cloud.makeApplicationCredential(["name": "b", "roles": [["name": "member"]]])
        let second = try await cloud.issue(AuthCloud.login(applicationCredential: id, secret))
        #expect(second.token["roles"]?.array?.map { $0["name"] } == ["member", "reader"])
    }

    @Test func refusesWhatIsWrong() async throws {
        let cloud = try await AuthCloud()
        let token = try await cloud.aliceToken()
        let all = "/v3/users/\(cloud.alice.id)/application_credentials"
        let admin = try await cloud.roleID("admin")
        let wrong: [(JSON, Int)] = [
            ([:], 400), (["name": ""], 400), (["name": 1], 400), (["name": .string(String(repeating: "x", count: 256))], 400),
            (["name": "x", "roles": [["name": "admin"]]], 400), (["name": "x", "roles": [["id": .string(admin.string)]]], 400),
            (["name": "x", "roles": [["name": "none"]]], 404), (["name": "x", "roles": [[:]]], 400),
            (["name": "x", "roles": "member"], 400), (["name": "x", "expires_at": "tomorrow"], 400),
            (["name": "x", "expires_at": "2020-01-01T00:00:00Z"], 400), (["name": "x", "unrestricted": "yes"], 400),
            (["name": "x", "colour": "grey"], 400), (["name": "x", "access_rules": [["path": "x"]]], 400),
            (["name": "x", "access_rules": [["path": "/x", "method": "BREW", "service": "y"]]], 400),
            (["name": "x", "access_rules": [["path": "/x", "method": "GET"]]], 400),
            (["name": "x", "access_rules": [["id": "none"]]], 404),
        ]
        for (attributes, status) in wrong {
            let answer = try await cloud.post(all, ["application_credential": attributes], as: token)
            #expect(answer.status.code == status, "\(attributes.text): \(answer.json.text)")
        }
        let name: JSON = .string(String(repeating: "ü", count: 255))
        #expect(try await cloud.post(all, ["application_credential": ["name": name]], as: token).status == .created)
        let again = try await cloud.post(all, ["application_credential": ["name": name]], as: token)
        #expect(again.status == .conflict)
        #expect(again.message?.hasPrefix("Conflict occurred attempting to store application_credential") == true)
    }

    @Test func personas() async throws {
        let cloud = try await AuthCloud()
        let (id, _) = try await cloud.makeApplicationCredential()
        let all = "/v3/users/\(cloud.alice.id)/application_credentials"
        let new: JSON = ["application_credential": ["name": "x"]]
        let table: [(String, String?, Int, Int)] = [
            ("admin", try await cloud.adminToken(), 200, 403), ("system", try await cloud.systemToken(), 200, 403),
            ("seer", try await cloud.seerToken(), 200, 403), ("bob", try await cloud.bobToken(), 403, 403),
            ("none", nil, 401, 401),
        ]
        for (name, token, read, create) in table {
            #expect(try await cloud.get(all, as: token).status.code == read, "\(name)")
            #expect(try await cloud.get("\(all)/\(id)", as: token).status.code == read, "\(name)")
            #expect(try await cloud.post(all, new, as: token).status.code == create, "\(name)")
        }
        // The path does not say whose it is.
        let bob = try await cloud.bobToken()
        #expect(try await cloud.get("/v3/users/\(cloud.bob.id)/application_credentials/\(id)", as: bob).status == .forbidden)
        #expect(try await cloud.delete("/v3/users/\(cloud.bob.id)/application_credentials/\(id)", as: bob).status == .forbidden)
        #expect(try await cloud.delete("\(all)/\(id)", as: try await cloud.seerToken2()).status == .forbidden)
        #expect(try await cloud.delete("\(all)/\(id)", as: try await cloud.adminToken()).status == .noContent)
    }

    /// No byte of a token can be another one.
    @Test func isWholeOrNothing() async throws {
        let cloud = try await AuthCloud()
        let token = try await cloud.applicationToken()
        #expect(try await cloud.use(token) == .ok)
        for index in token.indices {
            var changed = token
            changed.replaceSubrange(index...index, with: token[index] == "A" ? "B" : "A")
            #expect(try await cloud.use(changed) == .unauthorized)
            #expect(try await cloud.use(String(token[..<index])) == .unauthorized)
        }
    }

    // MARK: What its token may not do

    @Test func restrictedOnesMakeNoOthers() async throws {
        let cloud = try await AuthCloud()
        let all = "/v3/users/\(cloud.alice.id)/application_credentials"
        let new: JSON = ["application_credential": ["name": "x"]]
        let (id, secret) = try await cloud.makeApplicationCredential()
        let token = try await cloud.issue(AuthCloud.login(applicationCredential: id, secret)).subject
        let refused = try await cloud.post(all, new, as: token)
        #expect(refused.status == .forbidden)
        #expect(refused.message?.contains("Using method 'application_credential' is not allowed") == true)
        #expect(try await cloud.delete("\(all)/\(id)", as: token).status == .forbidden)
        #expect(try await cloud.get("\(all)/\(id)", as: token).status == .ok)
        let free = try await cloud.applicationToken(["name": "free", "unrestricted": true, "roles": [["name": "reader"]]])
        let child = try await cloud.post(all, new, as: free)
        #expect(child.status == .created)
        #expect(child.json["application_credential"]?["roles"]?.array?.map { $0["name"] } == ["reader"])
        let more = try await cloud.post(
            all, ["application_credential": ["name": "y", "roles": [["name": "member"]]]], as: free)
        #expect(more.status == .badRequest)
        #expect(try await cloud.delete("\(all)/\(id)", as: free).status == .noContent)
    }

    @Test func leavesItsProjectNever() async throws {
        let cloud = try await AuthCloud()
        try await cloud.grant("member", to: cloud.alice.id, on: .project(cloud.lab.id))
        let token = try await cloud.applicationToken(["unrestricted": true])
        let scopes: [JSON] = [
            ["project": ["id": .string(cloud.lab.id.string)]], ["project": ["id": .string(cloud.shop.id.string)]],
            ["system": ["all": true]], ["domain": ["id": "default"]], "unscoped",
        ]
        for scope in scopes {
            #expect(try await cloud.issue(AuthCloud.rescope(token, scope: scope)).status == .forbidden, "\(scope.text)")
        }
        let again = try await cloud.issue(AuthCloud.rescope(token))
        #expect(again.status == .created)
        #expect(again.token["application_credential"]?["name"] == "deploy")
        #expect(again.token["project"]?["id"]?.string == cloud.shop.id.string)
        #expect(again.token["methods"] == ["token", "application_credential"])
        #expect(try await cloud.trust(as: token).status == .forbidden)
        #expect(try await cloud.get("/v3/OS-TRUST/trusts?trustor_user_id=\(cloud.alice.id)", as: token).status == .forbidden)
    }
}

extension AuthCloud {
    /// The seer has been made already.
    fileprivate func seerToken2() async throws -> String {
        let user = try await store.read { [admin] in try Users.find($0, name: "seer", domainID: admin.domainID) }
        return try await token(self.user(try #require(user)), scope: ["system": ["all": true]])
    }
}
