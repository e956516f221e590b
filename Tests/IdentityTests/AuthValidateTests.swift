import Core
import HTTPTypes
import Testing
import Web

@testable import Identity

@Suite struct AuthValidateTests {
    @Test func showsOwnAndOthersTokens() async throws {
        let cloud = try await AuthCloud()
        let issued = try await cloud.issue(AuthCloud.login(cloud.user(cloud.alice)))
        let alice = issued.subject
        let admin = try await cloud.adminToken()
        for token in [alice, admin] {
            let answer = try await cloud.show(alice, by: token)
            #expect(answer.status == .ok)
            #expect(answer.subject == alice)
            #expect(answer.headers[.vary] == "X-Auth-Token")
            #expect(answer.json == issued.json)
        }
        #expect(try await cloud.show(alice, by: alice, query: "?nocatalog").token["catalog"] == nil)
    }

    @Test func asksForTheRule() async throws {
        let cloud = try await AuthCloud()
        let alice = try await cloud.token(cloud.user(cloud.alice))
        let bob = try await cloud.token(cloud.user(cloud.bob))
        for method in [HTTPRequest.Method.get, .head, .delete] {
            let answer = try await cloud.send(method, "/v3/auth/tokens", token: bob, subject: alice)
            #expect(answer.status == .forbidden)
        }
        #expect(try await cloud.use(alice) == .ok)
        #expect(try await cloud.send(.get, "/v3/auth/tokens", subject: alice).status == .unauthorized)
        #expect(try await cloud.show(alice, by: "nonsense").status == .unauthorized)
    }

    @Test func headHasNoBody() async throws {
        let cloud = try await AuthCloud()
        let token = try await cloud.token(cloud.user(cloud.alice))
        let answer = try await cloud.send(.head, "/v3/auth/tokens", token: token, subject: token)
        #expect(answer.status == .ok)
        #expect(answer.subject == token)
        #expect(answer.json == .null)
    }

    @Test(arguments: [nil, "", "nonsense", "gAAAAABk"]) func doesNotKnowOtherSubjects(subject: String?) async throws {
        let cloud = try await AuthCloud()
        let admin = try await cloud.adminToken()
        let answer = try await cloud.send(.get, "/v3/auth/tokens", token: admin, subject: subject)
        #expect(answer.status == .notFound)
        #expect(answer.json["error"]?["title"] == "Not Found")
    }

    @Test func endsAtItsExpiry() async throws {
        let cloud = try await AuthCloud()
        let token = try await cloud.token(cloud.user(cloud.alice))
        cloud.time.advance(by: .seconds(3600) - .microseconds(1))
        #expect(try await cloud.use(token) == .ok)
        cloud.time.advance(by: .microseconds(1))
        #expect(try await cloud.use(token) == .unauthorized)
        #expect(try await cloud.show(token, by: try await cloud.adminToken()).status == .notFound)
    }

    /// For two days, and only to services and administrators.
    @Test func showsExpiredTokensToServices() async throws {
        let cloud = try await AuthCloud()
        let alice = try await cloud.token(cloud.user(cloud.alice))
        cloud.time.advance(by: .seconds(7200))
        let admin = try await cloud.adminToken()
        #expect(try await cloud.show(alice, by: admin).status == .notFound)
        #expect(try await cloud.show(alice, by: admin, query: "?allow_expired=1").status == .ok)
        #expect(try await cloud.show(alice, by: admin, query: "?allow_expired=0").status == .notFound)
        let again = try await cloud.token(cloud.user(cloud.alice))
        #expect(try await cloud.show(alice, by: again, query: "?allow_expired=1").status == .notFound)
        cloud.time.advance(by: .seconds(172_800 - 3600))
        let later = try await cloud.adminToken()
        #expect(try await cloud.show(alice, by: later, query: "?allow_expired=1").status == .notFound)
    }

    @Test func survivesRotationsOfTheKeys() async throws {
        let cloud = try await AuthCloud()
        cloud.time.advance(by: .seconds(86_400 - 60))
        let token = try await cloud.token(cloud.user(cloud.alice))
        cloud.time.advance(by: .seconds(60))
        try cloud.keys.maintain()
        #expect(try await cloud.use(token) == .ok)
        // Another controller, which has never seen the token, reads the same files.
        let other = Tokens(
            store: cloud.store, catalog: cloud.identity.tokens.catalog, keys: cloud.keys, sealing: cloud.sealing,
            passwords: Passwords(threads: 1),
            lifetime: .seconds(3600))
        #expect(try await other.caller(token: token, now: cloud.time.now)?.userID == cloud.alice.id)
    }

    @Test func tellsWhereToGo() async throws {
        let cloud = try await AuthCloud()
        let bob = try await cloud.token(cloud.user(cloud.bob))
        let projects = try await cloud.send(.get, "/v3/auth/projects", token: bob).json["projects"]
        #expect(projects?.array?.map { $0["name"] } == ["lab"])
        let domains = try await cloud.send(.get, "/v3/auth/domains", token: bob).json["domains"]
        #expect(domains?.array?.map { $0["name"] } == ["acme"])
        #expect(try await cloud.send(.get, "/v3/auth/system", token: bob).json["system"] == [])
        #expect(try await cloud.send(.get, "/v3/auth/catalog", token: bob).status == .forbidden)
        let admin = try await cloud.adminToken()
        #expect(try await cloud.send(.get, "/v3/auth/system", token: admin).json["system"] == [["all": true]])
        let catalog = try await cloud.send(.get, "/v3/auth/catalog", token: admin).json["catalog"]
        #expect(catalog == (try await cloud.show(admin, by: admin).token["catalog"]))
        #expect(catalog?.array?.isEmpty == false)
    }
}
