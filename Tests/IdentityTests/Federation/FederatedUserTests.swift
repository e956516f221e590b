import Core
import HTTPTypes
import Reconcile
import Store
import Testing

@testable import Identity

/// Who comes in, what they may do, and for how long.
struct FederatedUserTests {
    private func rescope(_ cloud: FederationCloud, _ token: String, _ scope: JSON) async throws -> AuthCloud.Answer {
        try await cloud.cloud.issue(AuthCloud.rescope(token, scope: scope))
    }

    private func shop(_ cloud: FederationCloud) -> JSON { ["project": ["id": .string(cloud.cloud.shop.id.string)]] }

    private func userID(_ answer: AuthCloud.Answer) -> String { answer.token["user"]?["id"]?.string ?? "" }

    // MARK: Where they may go

    @Test func rescopesWithTheRolesOfTheGroups() async throws {
        let cloud = try await FederationCloud()
        let first = try await cloud.enter()
        let scoped = try await rescope(cloud, first.subject, shop(cloud))
        #expect(scoped.status == .created, "\(scoped.json.text)")
        #expect(scoped.token["roles"]?.array?.compactMap { $0["name"]?.string } == ["member", "reader"])
        #expect(scoped.token["user"]?["OS-FEDERATION"] == first.token["user"]?["OS-FEDERATION"])
        #expect(scoped.token["methods"] == ["openid", "token"])
        #expect(scoped.token["expires_at"] == first.token["expires_at"])
        #expect(scoped.subject.count <= 255)
        let shown = try await cloud.cloud.show(scoped.subject, by: scoped.subject)
        #expect(shown.token["user"]?["OS-FEDERATION"] == first.token["user"]?["OS-FEDERATION"])
        let domain: JSON = ["domain": ["id": .string(cloud.cloud.acme.id.string)]]
        #expect(try await rescope(cloud, first.subject, domain).status == .created)
        #expect(try await rescope(cloud, first.subject, ["system": ["all": true]]).status == .unauthorized)
    }

    @Test func listsProjectsAndDomains() async throws {
        let cloud = try await FederationCloud()
        let token = try await cloud.token()
        let projects = try await cloud.cloud.send(.get, "/v3/OS-FEDERATION/projects", token: token)
        #expect(projects.json["projects"]?.array?.compactMap { $0["name"]?.string } == ["shop"])
        let domains = try await cloud.cloud.send(.get, "/v3/OS-FEDERATION/domains", token: token)
        #expect(domains.json["domains"]?.array?.compactMap { $0["name"]?.string } == ["acme"])
        #expect(try await cloud.cloud.send(.get, "/v3/OS-FEDERATION/projects").status == .unauthorized)
    }

    // MARK: Who they are

    @Test func isTheSameUserEachTime() async throws {
        let cloud = try await FederationCloud()
        let first = try await cloud.enter()
        let second = try await cloud.enter(["preferred_username": "caroline", "email": "c@example.org"])
        #expect(userID(first) == userID(second))
        #expect(second.token["user"]?["name"] == "caroline")
        #expect(try await cloud.cloud.use(first.subject) == .ok)
        let other = try await cloud.enter(["sub": "u-2"])
        #expect(userID(other) != userID(first))
        let admin = try await cloud.cloud.adminToken()
        let shown = try await cloud.cloud.send(.get, "/v3/users/\(userID(first))", token: admin)
        #expect(shown.json["user"]?["email"] == "c@example.org")
    }

    /// What a provider calls somebody takes nobody's name.
    @Test func cannotBeCalledLikeSomebodyElse() async throws {
        let rules: JSON = [
            [
                "remote": [["type": "OIDC-sub"], ["type": "OIDC-preferred_username"]],
                "local": [["user": ["id": "{0}", "name": "{1}", "domain": ["id": "default"]]]],
            ]
        ]
        let cloud = try await FederationCloud(rules: rules)
        let answer = try await cloud.enter(["preferred_username": "admin"])
        #expect(answer.status == .created)
        #expect(answer.token["user"]?["name"] == "admin (corp/openid/u-1)")
        #expect(userID(answer) != cloud.cloud.admin.userID.string)
        #expect(try await cloud.cloud.token(cloud.cloud.adminUser, scope: cloud.cloud.adminScope).isEmpty == false)
    }

    @Test func cannotBecomeAGroupByBeingCalledSo() async throws {
        let cloud = try await FederationCloud()
        let answer = try await cloud.enter(["groups": ["dev;ops"]])
        #expect(answer.token["user"]?["OS-FEDERATION"]?["groups"] == [])
    }

    @Test func localUserGetsAnOrdinaryToken() async throws {
        let rules: JSON = [
            [
                "remote": [["type": "OIDC-preferred_username"]],
                "local": [["user": ["name": "{0}", "type": "local", "domain": ["name": "Default"]]]],
            ]
        ]
        let cloud = try await FederationCloud(rules: rules)
        let answer = try await cloud.enter(["preferred_username": "alice"])
        #expect(answer.status == .created)
        #expect(userID(answer) == cloud.cloud.alice.id.string)
        #expect(answer.token["user"]?["OS-FEDERATION"] == nil)
        #expect(answer.token["project"] == nil)
        #expect(try await rescope(cloud, answer.subject, shop(cloud)).status == .created)
        #expect(try await cloud.enter(["preferred_username": "nobody"]).status == .unauthorized)
    }

    // MARK: The mapping

    @Test func noRuleHolds() async throws {
        let cloud = try await FederationCloud()
        let answer = try await cloud.enter(["groups": []])
        #expect(answer.status == .unauthorized)
        #expect(answer.message?.hasPrefix("Could not map any federated user properties") == true)
        #expect(try await cloud.cloud.store.read { try $0.value("SELECT COUNT(*) FROM identity_federated_user") } == 0)
    }

    @Test func mappingThatIsGone() async throws {
        let cloud = try await FederationCloud()
        try await cloud.cloud.store.write { try AttributeMappings.delete($0, AttributeMappingID("m")) }
        #expect(try await cloud.enter().status == .notFound)
    }

    private static func projects(_ role: String) -> JSON {
        [
            [
                "remote": [["type": "OIDC-sub"]],
                "local": [
                    [
                        "user": ["name": "{0}"],
                        "projects": [
                            ["name": "shop", "roles": [["name": "reader"]], "domain": ["name": "Default"]],
                            ["name": "of {0}", "roles": [["name": .string(role)]]],
                        ],
                    ]
                ],
            ]
        ]
    }

    @Test func makesProjectsWithRoles() async throws {
        let cloud = try await FederationCloud(rules: Self.projects("member"))
        for _ in 0..<2 { _ = try await cloud.token() }
        let token = try await cloud.token()
        let projects = try await cloud.cloud.send(.get, "/v3/auth/projects", token: token).json["projects"]?.array ?? []
        #expect(Set(projects.compactMap { $0["name"]?.string }) == ["shop", "of u-1"])
        let own = try #require(projects.first { $0["name"] == "of u-1" })
        let scoped = try await rescope(cloud, token, ["project": ["id": own["id"] ?? .null]])
        #expect(scoped.token["roles"]?.array?.compactMap { $0["name"]?.string } == ["member", "reader"])
        #expect(scoped.token["user"]?["domain"]?["id"] == own["domain_id"])
    }

    /// Of a mapping that cannot be carried out nothing is carried out.
    @Test func unknownRole() async throws {
        let cloud = try await FederationCloud(rules: Self.projects("king"))
        let answer = try await cloud.enter()
        #expect(answer.status == .notFound)
        #expect(answer.message == "Could not find role: king.")
        #expect(try await cloud.cloud.store.read { try $0.value("SELECT COUNT(*) FROM identity_federated_user") } == 0)
    }

    // MARK: The end

    @Test func groupsAreThoseOfTheLatestSignIn() async throws {
        let cloud = try await FederationCloud()
        let first = try await cloud.token()
        #expect(try await rescope(cloud, first, shop(cloud)).status == .created)
        _ = try await cloud.token(["groups": ["ops"]])
        #expect(try await rescope(cloud, first, shop(cloud)).status == .unauthorized)
    }

    /// What an administrator has given is not the provider's to take.
    @Test func membershipThatAnAdministratorGives() async throws {
        let cloud = try await FederationCloud()
        let answer = try await cloud.enter()
        let id = UserID(userID(answer))
        try await cloud.cloud.store.write { try Groups.add($0, id, to: cloud.dev.id) }
        let second = try await cloud.enter(["groups": ["ops"]])
        #expect(try await rescope(cloud, second.subject, shop(cloud)).status == .created)
        #expect(second.token["user"]?["OS-FEDERATION"]?["groups"]?.array?.count == 1)
    }

    @Test(arguments: [(nil, 3600), (0, 3600), (2, 120), (600, 36_000)] as [(Int64?, Int64)])
    func membershipsEnd(_ minutes: Int64?, _ seconds: Int64) async throws {
        let cloud = try await FederationCloud()
        try await cloud.change(["authorization_ttl": minutes.map { .int($0) } ?? .null])
        let answer = try await cloud.enter()
        let id = userID(answer), expiry = MembershipExpiry()
        let world = try #require(try await cloud.cloud.store.read { try expiry.load(id, $0) })
        #expect(world.due == cloud.cloud.time.now + .seconds(seconds))
        #expect(try await cloud.cloud.store.read { try expiry.unsettled($0) } == [id])
        guard case .wait(world.due, _) = expiry.decide(world, now: cloud.cloud.time.now) else {
            Issue.record("it ends too early")
            return
        }
        guard case .commit(let now) = expiry.decide(world, now: world.due) else {
            Issue.record("it does not end")
            return
        }
        #expect(try await cloud.cloud.store.write { try expiry.commit(now, of: id, in: world, $0) })
        #expect(try await rescope(cloud, answer.subject, shop(cloud)).status == .unauthorized)
        #expect(try await cloud.cloud.store.read { try expiry.unsettled($0) } == [])
    }

    @Test func listOfGroupsSaysWhenMembershipsEnd() async throws {
        let cloud = try await FederationCloud()
        try await cloud.change(["authorization_ttl": 10])
        let answer = try await cloud.enter()
        try await cloud.cloud.store.write { try Groups.add($0, UserID(userID(answer)), to: cloud.ops.id) }
        let shown = try await cloud.cloud.send(.get, "/v3/users/\(userID(answer))/groups", token: answer.subject)
        let ends = (shown.json["groups"]?.array ?? []).map { ($0["name"]?.string ?? "", $0["membership_expires_at"] ?? "") }
        #expect(Dictionary(ends) { $1 } == ["dev": "2023-11-14T22:23:20.000000", "ops": .null])
    }

    @Test func disabledProviderEndsItsTokens() async throws {
        let cloud = try await FederationCloud()
        let token = try await cloud.token()
        #expect(try await cloud.cloud.use(token) == .ok)
        cloud.cloud.time.advance(by: .seconds(1))
        try await cloud.change(["enabled": false])
        #expect(try await cloud.cloud.use(token) == .unauthorized)
        #expect(try await cloud.enter().status == .forbidden)
        try await cloud.change(["enabled": true])
        #expect(try await cloud.cloud.use(token) == .unauthorized)
        #expect(try await cloud.cloud.use(try await cloud.token()) == .ok)
    }

    @Test(arguments: ["", "/protocols/openid"]) func usersGoWithTheirWayIn(_ what: String) async throws {
        let cloud = try await FederationCloud()
        let answer = try await cloud.enter()
        let admin = try await cloud.cloud.adminToken()
        let path = "/v3/OS-FEDERATION/identity_providers/corp" + what
        #expect(try await cloud.cloud.send(.delete, path, token: admin).status == .noContent)
        #expect(try await cloud.cloud.use(answer.subject) == .unauthorized)
        #expect(try await cloud.cloud.send(.get, "/v3/users/\(userID(answer))", token: admin).status == .notFound)
    }

    /// A user who has another way in stays; the token of the way that is gone does not.
    @Test func tokensGoWithTheirProtocol() async throws {
        let cloud = try await FederationCloud()
        let answer = try await cloud.enter()
        let id = userID(answer), other = FederationProtocolID("saml2")
        try await cloud.cloud.store.write { tx in
            _ = try FederationProtocols.create(
                tx,
                FederationProtocol(id: other, providerID: FederationCloud.path.providerID, mappingID: AttributeMappingID("m")))
            try tx.execute(
                """
                INSERT INTO identity_federated_user (provider_id, protocol_id, unique_id, user_id)
                VALUES (\(FederationCloud.path.providerID), \(other), 'u-1', \(id))
                """)
        }
        #expect(try await cloud.cloud.use(answer.subject) == .ok)
        try await cloud.cloud.store.write { try FederationProtocols.delete($0, FederationCloud.path) }
        #expect(try await cloud.cloud.use(answer.subject) == .unauthorized)
        #expect(try await cloud.cloud.store.read { try Users.find($0, id: UserID(id)) } != nil)
    }

    @Test func disabledUserStaysOut() async throws {
        let cloud = try await FederationCloud()
        let answer = try await cloud.enter()
        let admin = try await cloud.cloud.adminToken()
        let path = "/v3/users/\(userID(answer))"
        #expect(try await cloud.cloud.send(.patch, path, token: admin, body: ["user": ["enabled": false]]).status == .ok)
        #expect(try await cloud.enter().status == .unauthorized)
    }

    @Test func anotherIssuerThanIsRegistered() async throws {
        let cloud = try await FederationCloud()
        try await cloud.change(["remote_ids": ["https://other.example.org"]])
        #expect(try await cloud.enter().status == .forbidden)
        try await cloud.change(["remote_ids": []])
        #expect(try await cloud.enter().status == .created)
    }

    @Test func serviceProvidersAreInTokens() async throws {
        let cloud = try await FederationCloud()
        let body: JSON = ["service_provider": ["auth_url": "https://far/auth", "sp_url": "https://far/sp", "enabled": true]]
        let admin = try await cloud.cloud.adminToken()
        let made = try await cloud.cloud.send(.put, "/v3/OS-FEDERATION/service_providers/far", token: admin, body: body)
        #expect(made.status == .created)
        let answer = try await cloud.cloud.issue(AuthCloud.login(cloud.cloud.user(cloud.cloud.bob)))
        #expect(
            answer.token["service_providers"] == [["id": "far", "auth_url": "https://far/auth", "sp_url": "https://far/sp"]])
    }
}
