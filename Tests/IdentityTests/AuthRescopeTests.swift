import Core
import HTTPTypes
import Testing

@testable import Identity

@Suite struct AuthRescopeTests {
    private func scope(_ project: Project) -> JSON { ["project": ["id": .string(project.id.string)]] }

    /// The new token lasts no longer than the first, and says of which chain it is.
    @Test func keepsExpiryAndChain() async throws {
        let cloud = try await AuthCloud()
        let first = try await cloud.issue(AuthCloud.login(cloud.user(cloud.bob)))
        cloud.time.advance(by: .seconds(600))
        let second = try await cloud.issue(AuthCloud.rescope(first.subject, scope: scope(cloud.lab)))
        #expect(second.status == .created)
        #expect(second.token["project"]?["name"] == "lab")
        #expect(second.token["expires_at"] == first.token["expires_at"])
        #expect(second.token["issued_at"] == "2023-11-14T22:23:20.000000Z")
        #expect(second.token["methods"] == ["password", "token"])
        let audits = try #require(second.token["audit_ids"]?.array)
        #expect(audits.count == 2)
        #expect(audits.last == first.token["audit_ids"]?[0])
        let third = try await cloud.issue(AuthCloud.rescope(second.subject, scope: ["domain": ["name": "acme"]]))
        #expect(third.token["audit_ids"]?[1] == first.token["audit_ids"]?[0])
        #expect(third.token["expires_at"] == first.token["expires_at"])
        #expect(third.subject.count <= 255)
    }

    @Test func refusesScopesWithoutRole() async throws {
        let cloud = try await AuthCloud()
        let token = try await cloud.token(cloud.user(cloud.bob))
        let answer = try await cloud.issue(AuthCloud.rescope(token, scope: scope(cloud.shop)))
        #expect(answer.status == .unauthorized)
    }

    @Test(arguments: ["", "gAAAAA", "nonsense!", "null"]) func refusesWhatIsNoToken(text: String) async throws {
        let cloud = try await AuthCloud()
        #expect(try await cloud.issue(AuthCloud.rescope(text)).status == .notFound)
    }

    @Test func doesNotLeadOutOfTheSystem() async throws {
        let cloud = try await AuthCloud()
        let system = try await cloud.token(cloud.adminUser, scope: ["system": ["all": true]])
        #expect(try await cloud.issue(AuthCloud.rescope(system, scope: cloud.adminScope)).status == .forbidden)
        #expect(try await cloud.issue(AuthCloud.rescope(system, scope: ["system": ["all": true]])).status == .created)
    }

    @Test func wantsBothMethodsToAgree() async throws {
        let cloud = try await AuthCloud()
        let token = try await cloud.token(cloud.user(cloud.bob))
        func both(_ user: User) -> JSON {
            [
                "auth": [
                    "identity": [
                        "methods": ["password", "token"], "token": ["id": .string(token)],
                        "password": ["user": cloud.user(user)],
                    ]
                ]
            ]
        }
        #expect(try await cloud.issue(both(cloud.alice)).status == .unauthorized)
        let answer = try await cloud.issue(both(cloud.bob))
        #expect(answer.status == .created)
        #expect(answer.token["methods"] == ["password", "token"])
    }

    @Test func endsWithTheFirst() async throws {
        let cloud = try await AuthCloud()
        let first = try await cloud.token(cloud.user(cloud.bob))
        cloud.time.advance(by: .seconds(3599))
        let second = try await cloud.issue(AuthCloud.rescope(first, scope: scope(cloud.lab))).subject
        #expect(try await cloud.use(second) == .ok)
        cloud.time.advance(by: .seconds(1))
        #expect(try await cloud.use(second) == .unauthorized)
        #expect(try await cloud.issue(AuthCloud.rescope(first)).status == .notFound)
    }
}
