import Core
import HTTPTypes
import Store
import Testing

@testable import Identity

@Suite struct TrustTests {
    @Test func isShownAsTheReferenceHasIt() async throws {
        let cloud = try await AuthCloud()
        let alice = try await cloud.aliceToken()
        let created = try await cloud.trust(["expires_at": "2023-12-01T00:00:00Z", "colour": "grey"])
        #expect(created.status == .created)
        var made = try #require(created.json["trust"]?.object)
        let id = try #require(made["id"]?.string)
        let base = "http://localhost/identity/v3/OS-TRUST/trusts/\(id)"
        let roles = try #require(made.removeValue(forKey: "roles")?.array)
        #expect(roles.map { $0["name"] } == ["member"])
        #expect(
            JSON.object(made) == [
                "id": .string(id), "trustor_user_id": .string(cloud.alice.id.string),
                "trustee_user_id": .string(cloud.bob.id.string), "project_id": .string(cloud.shop.id.string),
                "impersonation": false, "expires_at": "2023-12-01T00:00:00.000000Z", "remaining_uses": nil,
                "redelegated_trust_id": nil, "redelegation_count": 0, "deleted_at": nil, "colour": "grey",
                "roles_links": ["self": .string(base + "/roles"), "next": nil, "previous": nil],
                "links": ["self": .string(base)],
            ])
        let one = "/v3/OS-TRUST/trusts/\(id)"
        for token in [alice, try await cloud.bobToken()] {
            #expect(try await cloud.get(one, as: token).json == created.json)
            let all = try await cloud.get(one + "/roles", as: token)
            #expect(all.json["roles"]?.array == roles)
            #expect(all.json["links"]?["self"]?.string == base + "/roles")
            let member = try await cloud.roleID("member")
            #expect(try await cloud.get("\(one)/roles/\(member)", as: token).json == ["role": roles[0]])
            #expect(try await cloud.send(.head, "\(one)/roles/\(member)", token: token).status == .ok)
            let reader = try await cloud.roleID("reader")
            #expect(try await cloud.get("\(one)/roles/\(reader)", as: token).status == .notFound)
        }
        #expect(try await cloud.delete(one, as: alice).status == .noContent)
        let gone = try await cloud.get(one, as: alice)
        #expect(gone.status == .notFound)
        #expect(gone.message == "Could not find trust: \(id).")
        #expect(try await cloud.delete(one, as: alice).status == .notFound)
    }

    @Test func isListedByItsEnds() async throws {
        let cloud = try await AuthCloud()
        _ = try await cloud.makeTrust()
        let (alice, bob) = (try await cloud.aliceToken(), try await cloud.bobToken())
        let (admin, seer) = (try await cloud.adminToken(), try await cloud.seerToken())
        let table: [(String, [(String?, Int)])] = [
            ("", [(alice, 403), (bob, 403), (admin, 200), (seer, 200), (nil, 401)]),
            ("?trustor_user_id=\(cloud.alice.id)", [(alice, 200), (bob, 403), (admin, 200), (seer, 200), (nil, 401)]),
            ("?trustee_user_id=\(cloud.bob.id)", [(alice, 403), (bob, 200), (admin, 200), (seer, 200), (nil, 401)]),
        ]
        for (query, callers) in table {
            for (token, status) in callers {
                let answer = try await cloud.get("/v3/OS-TRUST/trusts" + query, as: token)
                #expect(answer.status.code == status, "\(query)")
                guard status == 200 else { continue }
                #expect(answer.json["trusts"]?.array?.count == 1)
                #expect(answer.json["trusts"]?[0]?["roles"] == nil)
            }
        }
        let other = try await cloud.get("/v3/OS-TRUST/trusts?trustor_user_id=\(cloud.bob.id)", as: admin)
        #expect(other.json["trusts"] == [])
    }

    @Test func personas() async throws {
        let cloud = try await AuthCloud()
        let id = try await cloud.makeTrust()
        let carol = User(id: .randomHex(), name: "carol", domainID: cloud.admin.domainID)
        try await cloud.add(carol)
        try await cloud.grant("manager", to: carol.id, on: .project(cloud.shop.id))
        let stranger = try await cloud.token(cloud.user(carol), scope: ["project": ["id": .string(cloud.shop.id.string)]])
        let member = try await cloud.roleID("member")
        let table: [(String, String?, Int, Int)] = [
            ("carol", stranger, 403, 403), ("none", nil, 401, 401), ("bob", try await cloud.bobToken(), 200, 403),
            ("seer", try await cloud.seerToken(), 200, 403), ("admin", try await cloud.adminToken(), 200, 204),
        ]
        for (name, token, read, delete) in table {
            for path in ["", "/roles", "/roles/\(member)"] {
                #expect(try await cloud.get("/v3/OS-TRUST/trusts/\(id)\(path)", as: token).status.code == read, "\(name)")
            }
            #expect(try await cloud.trust(as: token ?? "").status.code == (token == nil ? 401 : 403), "\(name)")
            #expect(try await cloud.delete("/v3/OS-TRUST/trusts/\(id)", as: token).status.code == delete, "\(name)")
        }
    }

    @Test func refusesWhatIsWrong() async throws {
        let cloud = try await AuthCloud()
        let admin = try await cloud.roleID("admin")
        let wrong: [(String, [String: JSON], Int)] = [
            ("no impersonation", ["impersonation": nil], 400), ("uses 0", ["remaining_uses": 0], 400),
            ("uses -1", ["remaining_uses": -1], 400), ("uses text", ["remaining_uses": "x"], 400),
            ("time", ["expires_at": "tomorrow"], 400), ("past", ["expires_at": "2020-01-01T00:00:00Z"], 400),
            ("no roles", ["roles": []], 403), ("roles", ["roles": "x"], 400), ("empty role", ["roles": [[:]]], 400),
            ("unknown role", ["roles": [["name": "none"]]], 404),
            ("role not held", ["roles": [["id": .string(admin.string)]]], 404),
            ("unknown project", ["project_id": "none"], 404), ("unknown trustee", ["trustee_user_id": "none"], 404),
            ("other's project", ["project_id": .string(cloud.lab.id.string)], 404),
            ("other trustor", ["trustor_user_id": .string(cloud.bob.id.string)], 403),
            ("uses and redelegation", ["remaining_uses": 2, "allow_redelegation": true], 400),
            ("too deep", ["redelegation_count": 4, "allow_redelegation": true], 403),
        ]
        for (name, attributes, status) in wrong {
            let answer = try await cloud.trust(attributes)
            #expect(answer.status.code == status, "\(name): \(answer.json.text)")
        }
        let bare = try await cloud.post("/v3/OS-TRUST/trusts", ["trust": [:]], as: try await cloud.aliceToken())
        #expect(bare.status == .badRequest)
        #expect(try await cloud.trust(["expires_at": "2023-12-01T00:00:00Z"]).status == .created)
        #expect(try await cloud.trust(["expires_at": "2023-12-01T00:00:00Z"]).status == .conflict)
    }

    // MARK: Tokens

    @Test func lendsRoles() async throws {
        let cloud = try await AuthCloud()
        for impersonation in [false, true] {
            let id = try await cloud.makeTrust(["impersonation": .bool(impersonation)])
            let answer = try await cloud.use(trust: id)
            #expect(answer.status == .created)
            #expect(answer.subject.count <= 255)
            let user = impersonation ? cloud.alice : cloud.bob
            #expect(answer.token["user"]?["id"]?.string == user.id.string)
            #expect(answer.token["project"]?["id"]?.string == cloud.shop.id.string)
            #expect(answer.token["roles"]?.array?.map { $0["name"] } == ["member", "reader"])
            #expect(
                answer.token["OS-TRUST:trust"] == [
                    "id": .string(id), "impersonation": .bool(impersonation),
                    "trustor_user": ["id": .string(cloud.alice.id.string)],
                    "trustee_user": ["id": .string(cloud.bob.id.string)],
                ])
            #expect(answer.token["is_domain"] == nil && answer.token["catalog"] != nil)
            #expect(try await cloud.use(answer.subject) == .ok)
        }
    }

    @Test func servesItsTrusteeOnly() async throws {
        let cloud = try await AuthCloud()
        let id = try await cloud.makeTrust()
        #expect(try await cloud.use(trust: id, by: cloud.alice).status == .unauthorized)
        #expect(try await cloud.use(trust: "none").status == .unauthorized)
        let empty = try await cloud.issue(AuthCloud.login(cloud.user(cloud.bob), scope: ["OS-TRUST:trust": [:]]))
        #expect(empty.status == .badRequest)
        // From a token of one's own, too.
        let own = try await cloud.token(cloud.user(cloud.bob))
        let again = try await cloud.issue(AuthCloud.rescope(own, scope: ["OS-TRUST:trust": ["id": .string(id)]]))
        #expect(again.status == .created)
        #expect(again.token["methods"] == ["password", "token"])
    }

    @Test func leavesItsProjectNever() async throws {
        let cloud = try await AuthCloud()
        let id = try await cloud.makeTrust(["impersonation": true])
        let token = try await cloud.use(trust: id).subject
        let scopes: [JSON?] = [
            nil, "unscoped", ["project": ["id": .string(cloud.shop.id.string)]], ["OS-TRUST:trust": ["id": .string(id)]],
            ["system": ["all": true]],
        ]
        for scope in scopes {
            #expect(try await cloud.issue(AuthCloud.rescope(token, scope: scope)).status == .forbidden)
        }
        // Nothing that would outlive it.
        let user = "/v3/users/\(cloud.alice.id)"
        let new: JSON = ["application_credential": ["name": "x"]]
        #expect(try await cloud.post(user + "/application_credentials", new, as: token).status == .forbidden)
        #expect(try await cloud.get(user + "/application_credentials", as: token).status == .forbidden)
        #expect(try await cloud.get(user + "/access_rules", as: token).status == .forbidden)
    }

    @Test func endsInTime() async throws {
        let cloud = try await AuthCloud()
        let end = (cloud.time.now + .seconds(600)).iso8601()
        let id = try await cloud.makeTrust(["expires_at": .string(end)])
        let answer = try await cloud.use(trust: id)
        #expect(answer.token["expires_at"]?.string == end)
        cloud.time.advance(by: .seconds(600))
        #expect(try await cloud.use(answer.subject) == .unauthorized)
        #expect(try await cloud.use(trust: id).status == .unauthorized)
        #expect(try await cloud.get("/v3/OS-TRUST/trusts/\(id)", as: try await cloud.adminToken()).status == .notFound)
    }

    @Test func isUsedUp() async throws {
        let cloud = try await AuthCloud()
        let id = try await cloud.makeTrust(["remaining_uses": 2])
        let admin = try await cloud.adminToken()
        // A sign-in that fails is no use.
        let wrong = AuthCloud.login(cloud.user(cloud.bob, password: "x"), scope: ["OS-TRUST:trust": ["id": .string(id)]])
        #expect(try await cloud.issue(wrong).status == .unauthorized)
        let first = try await cloud.use(trust: id)
        #expect(try await cloud.get("/v3/OS-TRUST/trusts/\(id)", as: admin).json["trust"]?["remaining_uses"] == 1)
        let second = try await cloud.use(trust: id)
        #expect(second.status == .created)
        #expect(try await cloud.use(trust: id).status == .unauthorized)
        #expect(try await cloud.get("/v3/OS-TRUST/trusts/\(id)", as: admin).status == .notFound)
        // The tokens stay what they are.
        #expect(try await cloud.use(first.subject) == .ok)
        #expect(try await cloud.use(second.subject) == .ok)
    }

    /// Of many at the same time only as many get in as there are uses.
    @Test func isCountedExactly() async throws {
        let cloud = try await AuthCloud()
        let id = try await cloud.makeTrust(["remaining_uses": 3])
        let token = try await cloud.token(cloud.user(cloud.bob))
        let body = AuthCloud.rescope(token, scope: ["OS-TRUST:trust": ["id": .string(id)]])
        let codes = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<12 { group.addTask { try await cloud.issue(body).status.code } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count { $0 == 201 } == 3)
        #expect(codes.allSatisfy { [201, 401, 403].contains($0) })
    }

    private enum Event: CaseIterable {
        case trustorDisabled, trustorDeleted, trusteeDisabled, trusteeDeleted, projectDisabled, projectDeleted, roleLost
        case roleDeleted, trustDeleted, trustorDomainDisabled

        func happen(_ cloud: AuthCloud, _ id: String, _ tx: Transaction, _ now: Timestamp) throws {
            switch self {
            case .trustorDisabled: _ = try Users.update(tx, cloud.alice.id, passwordHash: nil, now: now) { $0.enabled = false }
            case .trustorDeleted: try Users.delete(tx, cloud.alice.id)
            case .trusteeDisabled: _ = try Users.update(tx, cloud.bob.id, passwordHash: nil, now: now) { $0.enabled = false }
            case .trusteeDeleted: try Users.delete(tx, cloud.bob.id)
            case .projectDisabled: _ = try Projects.update(tx, cloud.shop.id) { $0.enabled = false }
            case .projectDeleted: try Projects.delete(tx, cloud.shop.id)
            case .roleLost:
                let member = try #require(try Roles.find(tx, name: "member"))
                try Assignments.delete(
                    tx, Assignment(actor: .user(cloud.alice.id), scope: .project(cloud.shop.id), roleID: member.id))
            case .roleDeleted:
                let reader = try #require(try Roles.find(tx, name: "reader"))
                _ = try Roles.update(tx, reader.id) { $0.options = [:] }
                try Roles.delete(tx, reader.id)
            case .trustDeleted: try Trusts.delete(tx, TrustID(id), now: now)
            case .trustorDomainDisabled: _ = try Domains.update(tx, cloud.admin.domainID) { $0.enabled = false }
            }
        }
    }

    @Test func endsWithWhatItRestsOn() async throws {
        for event in Event.allCases {
            let cloud = try await AuthCloud()
            let id = try await cloud.makeTrust(["roles": [["name": "member"], ["name": "reader"]]])
            let token = try await cloud.use(trust: id).subject
            #expect(try await cloud.use(token) == .ok)
            cloud.time.advance(by: .seconds(1))
            let now = cloud.time.now
            try await cloud.store.write { try event.happen(cloud, id, $0, now) }
            #expect(try await cloud.use(token) == .unauthorized, "\(event)")
            #expect(try await cloud.use(trust: id).status == .unauthorized, "\(event)")
        }
    }

    // MARK: Redelegation

    /// alice → bob → carol, with no more than alice has lent.
    @Test func isLentOn() async throws {
        let cloud = try await AuthCloud()
        let carol = User(id: .randomHex(), name: "carol", domainID: cloud.admin.domainID)
        try await cloud.add(carol)
        let end: JSON = .string((cloud.time.now + .seconds(6000)).iso8601())
        let first = try await cloud.makeTrust([
            "allow_redelegation": true, "impersonation": true, "expires_at": end, "roles": [["name": "reader"]],
        ])
        let token = try await cloud.use(trust: first).subject
        let next: [String: JSON] = [
            "trustee_user_id": .string(carol.id.string), "impersonation": true, "roles": [["name": "reader"]],
            "allow_redelegation": true,
        ]
        let made = try await cloud.trust(next, as: token)
        #expect(made.status == .created, "\(made.json.text)")
        let trust = made.json["trust"]
        #expect(trust?["redelegated_trust_id"]?.string == first)
        #expect(trust?["redelegation_count"] == 2)
        #expect(trust?["expires_at"] == end)
        let second = try #require(trust?["id"]?.string)
        let lent = try await cloud.use(trust: second, by: carol)
        #expect(lent.token["user"]?["id"]?.string == cloud.alice.id.string)
        #expect(lent.token["roles"]?.array?.map { $0["name"] } == ["reader"])

        let later: JSON = .string((cloud.time.now + .seconds(7000)).iso8601())
        let wrong: [(String, [String: JSON])] = [
            ("more roles", ["roles": [["name": "member"]]]), ("longer", ["expires_at": later]),
            ("uses", ["remaining_uses": 1, "allow_redelegation": false]), ("count", ["redelegation_count": 1]),
        ]
        for (name, attributes) in wrong {
            let answer = try await cloud.trust(next.merging(attributes) { $1 }, as: token)
            #expect(answer.status == .forbidden, "\(name): \(answer.json.text)")
        }
        // With the first the second goes.
        let middle = cloud.bob.id, now = cloud.time.now
        _ = try await cloud.store.write { try Users.update($0, middle, passwordHash: nil, now: now) { $0.enabled = false } }
        #expect(try await cloud.use(lent.subject) == .unauthorized)
        _ = try await cloud.store.write { try Users.update($0, middle, passwordHash: nil, now: now) { $0.enabled = true } }
        #expect(try await cloud.use(lent.subject) == .ok)
        #expect(try await cloud.delete("/v3/OS-TRUST/trusts/\(first)", as: try await cloud.aliceToken()).status == .noContent)
        #expect(try await cloud.use(lent.subject) == .unauthorized)
        #expect(try await cloud.get("/v3/OS-TRUST/trusts/\(second)", as: try await cloud.adminToken()).status == .notFound)
    }

    @Test func isNotLentOnUnlessAllowed() async throws {
        let cloud = try await AuthCloud()
        let id = try await cloud.makeTrust(["impersonation": true])
        let token = try await cloud.use(trust: id).subject
        let answer = try await cloud.trust(["trustee_user_id": .string(cloud.admin.userID.string)], as: token)
        #expect(answer.status == .forbidden)
        #expect(answer.message?.contains("Remaining redelegation depth of 0") == true)
        // And nobody is impersonated who has not allowed that.
        let plain = try await cloud.makeTrust(["allow_redelegation": true, "expires_at": "2024-01-01T00:00:00Z"])
        let bob = try await cloud.use(trust: plain).subject
        let more = try await cloud.trust(
            [
                "trustor_user_id": .string(cloud.bob.id.string), "trustee_user_id": .string(cloud.admin.userID.string),
                "impersonation": true,
            ], as: bob)
        #expect(more.status == .forbidden)
        #expect(more.message?.hasPrefix("Impersonation is not allowed") == true)
    }
}
