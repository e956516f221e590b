import Core
import HTTPTypes
import Store
import Testing

@testable import Identity

/// Everything that ends a token before its time, and that it does so with the next request.
@Suite struct AuthRevokeTests {
    @Test func endsOneToken() async throws {
        let cloud = try await AuthCloud()
        let first = try await cloud.token(cloud.user(cloud.bob))
        let child = try await cloud.issue(AuthCloud.rescope(first, scope: ["domain": ["name": "acme"]])).subject
        let other = try await cloud.token(cloud.user(cloud.bob))
        #expect(try await cloud.send(.delete, "/v3/auth/tokens", token: child, subject: child).status == .noContent)
        #expect(try await cloud.use(child) == .unauthorized)
        let admin = try await cloud.adminToken()
        #expect(try await cloud.show(child, by: admin).status == .notFound)
        #expect(try await cloud.show(child, by: admin, query: "?allow_expired=1").status == .notFound)
        #expect(try await cloud.send(.delete, "/v3/auth/tokens", token: admin, subject: child).status == .notFound)
        #expect(try await cloud.issue(AuthCloud.rescope(child)).status == .notFound)
        #expect(try await cloud.use(first) == .ok)
        #expect(try await cloud.use(other) == .ok)
    }

    @Test func isLastingAndForgotten() async throws {
        let cloud = try await AuthCloud()
        let token = try await cloud.token(cloud.user(cloud.bob))
        _ = try await cloud.send(.delete, "/v3/auth/tokens", token: token, subject: token)
        let restarted = Tokens(
            store: cloud.store, catalog: cloud.identity.tokens.catalog, keys: cloud.keys, sealing: cloud.sealing,
            passwords: Passwords(threads: 1), lifetime: .seconds(3600))
        #expect(try await restarted.caller(token: token, now: cloud.time.now) == nil)
        cloud.time.advance(by: .seconds(3600 + 172_800))
        let later = try await cloud.token(cloud.user(cloud.bob))
        _ = try await cloud.send(.delete, "/v3/auth/tokens", token: later, subject: later)
        let count: Int? = try await cloud.store.read { try $0.value("SELECT COUNT(*) FROM identity_revocation") }
        #expect(count == 1)
    }

    private enum Event: CaseIterable {
        case userDisabled, userDeleted, projectDisabled, projectDeleted, domainDisabled, roleLost

        func happen(_ cloud: AuthCloud, _ tx: Transaction, _ now: Timestamp) throws {
            switch self {
            case .userDisabled: _ = try Users.update(tx, cloud.alice.id, passwordHash: nil, now: now) { $0.enabled = false }
            case .userDeleted: try Users.delete(tx, cloud.alice.id)
            case .projectDisabled: _ = try Projects.update(tx, cloud.shop.id) { $0.enabled = false }
            case .projectDeleted: try Projects.delete(tx, cloud.shop.id)
            case .domainDisabled: _ = try Domains.update(tx, cloud.admin.domainID) { $0.enabled = false }
            case .roleLost:
                let member = try #require(try Roles.find(tx, name: "member"))
                try Assignments.delete(
                    tx, Assignment(actor: .user(cloud.alice.id), scope: .project(cloud.shop.id), roleID: member.id))
            }
        }
    }

    /// What happens to alice's token of the project `shop`, and whether another one can be had.
    @Test func endsWithWhatItRestsOn() async throws {
        for event in Event.allCases {
            let name = "\(event)"
            let cloud = try await AuthCloud()
            let body = AuthCloud.login(cloud.user(cloud.alice), scope: ["project": ["id": .string(cloud.shop.id.string)]])
            let token = try await cloud.issue(body).subject
            #expect(try await cloud.use(token) == .ok, "\(name)")
            cloud.time.advance(by: .seconds(1))
            let now = cloud.time.now
            try await cloud.store.write { try event.happen(cloud, $0, now) }
            #expect(try await cloud.use(token) == .unauthorized, "\(name)")
            #expect(try await cloud.issue(body).status == .unauthorized, "\(name)")
        }
    }

    @Test func endsWithANewPassword() async throws {
        let cloud = try await AuthCloud()
        let token = try await cloud.token(cloud.user(cloud.alice))
        cloud.time.advance(by: .seconds(1))
        let now = cloud.time.now
        let hash = try ScryptHash(password: "neu", cost: .init(logRounds: 4, blockSize: 8, parallelism: 1)).text
        _ = try await cloud.store.write { try Users.update($0, cloud.alice.id, passwordHash: hash, now: now) { _ in } }
        #expect(try await cloud.use(token) == .unauthorized)
        #expect(try await cloud.issue(AuthCloud.login(cloud.user(cloud.alice))).status == .unauthorized)
        let fresh = try await cloud.token(cloud.user(cloud.alice, password: "neu"))
        #expect(try await cloud.use(fresh) == .ok)
    }

    @Test func staysDeadWhenTheUserIsEnabledAgain() async throws {
        let cloud = try await AuthCloud()
        let token = try await cloud.token(cloud.user(cloud.alice))
        cloud.time.advance(by: .seconds(1))
        let now = cloud.time.now
        for enabled in [false, true] {
            _ = try await cloud.store.write {
                try Users.update($0, cloud.alice.id, passwordHash: nil, now: now) { $0.enabled = enabled }
            }
        }
        #expect(try await cloud.use(token) == .unauthorized)
        #expect(try await cloud.issue(AuthCloud.login(cloud.user(cloud.alice))).status == .created)
    }

    /// A role that is added is in the same token with the next request.
    @Test func showsRolesAsTheyAreNow() async throws {
        let cloud = try await AuthCloud()
        let token = try await cloud.token(cloud.user(cloud.alice))
        #expect(try await cloud.show(token, by: token).token["roles"]?.array?.map { $0["name"] } == ["member", "reader"])
        try await cloud.store.write { tx in
            let service = try #require(try Roles.find(tx, name: "service"))
            try Assignments.create(
                tx, Assignment(actor: .user(cloud.alice.id), scope: .project(cloud.shop.id), roleID: service.id))
        }
        let roles = try await cloud.show(token, by: token).token["roles"]?.array?.map { $0["name"] }
        #expect(roles == ["member", "reader", "service"])
    }

    @Test func bootstrapsOnce() async throws {
        let cloud = try await AuthCloud()
        let now = cloud.time.now
        let again = try await cloud.store.write { try Identity.bootstrap($0, passwordHash: "other", now: now) }
        #expect(again == cloud.admin)
        let token = try await cloud.adminToken()
        #expect(try await cloud.use(token) == .ok)
        let roles: Int? = try await cloud.store.read { try $0.value("SELECT COUNT(*) FROM identity_role") }
        #expect(roles == 5)
    }
}
