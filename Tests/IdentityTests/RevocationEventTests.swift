import Core
import HTTPTypes
import Testing

@testable import Identity

/// OS-REVOKE, and the APIs that are no more.
struct RevocationEventTests {
    private static let path = "/v3/OS-REVOKE/events"

    @Test func whatEndsTokensIsListed() async throws {
        let cloud = try await AuthCloud()
        let admin = try await cloud.adminToken()
        let before = try await cloud.send(.get, Self.path, token: admin)
        #expect(before.status == .ok)
        #expect(before.json["events"] == [])
        #expect(before.json["links"]?["self"]?.string?.hasSuffix("/identity" + Self.path) == true)
        let shown = try await cloud.issue(AuthCloud.login(cloud.user(cloud.alice)))
        cloud.time.advance(by: .seconds(10))
        #expect(
            try await cloud.send(.delete, "/v3/auth/tokens", token: admin, subject: shown.subject).status == .noContent)
        cloud.time.advance(by: .seconds(10))
        _ = try await cloud.send(
            .patch, "/v3/users/\(cloud.bob.id)", token: admin, body: ["user": ["enabled": false]])
        let events = try await cloud.send(.get, Self.path, token: admin).json["events"]?.array ?? []
        #expect(
            events == [
                [
                    "audit_id": shown.token["audit_ids"]?[0] ?? .null, "issued_before": "2023-11-14T22:13:30.000000Z",
                    "revoked_at": "2023-11-14T22:13:30.000000Z",
                ],
                [
                    "user_id": .string(cloud.bob.id.string), "issued_before": "2023-11-14T22:13:40.000000Z",
                    "revoked_at": "2023-11-14T22:13:40.000000Z",
                ],
            ])
        let late = try await cloud.send(.get, Self.path + "?since=2023-11-14T22:13:35Z", token: admin)
        #expect(late.json["events"]?.array == [events[1]])
        #expect(try await cloud.send(.get, Self.path + "?since=yesterday", token: admin).status == .badRequest)
    }

    @Test func whatNobodyNeedsAnyMoreIsNotListed() async throws {
        let cloud = try await AuthCloud()
        let admin = try await cloud.adminToken()
        _ = try await cloud.send(.patch, "/v3/users/\(cloud.bob.id)", token: admin, body: ["user": ["enabled": false]])
        cloud.time.advance(by: .seconds(172_800 + 3601))
        let later = try await cloud.adminToken()
        #expect(try await cloud.send(.get, Self.path, token: later).json["events"] == [])
    }

    @Test func onlyServicesAndAdministratorsSeeThem() async throws {
        let cloud = try await AuthCloud()
        let member = try await cloud.token(cloud.user(cloud.alice))
        #expect(try await cloud.send(.get, Self.path, token: member).status == .forbidden)
        #expect(try await cloud.send(.get, Self.path).status == .unauthorized)
    }

    @Test(arguments: ["OS-SIMPLE-CERT/ca", "OS-SIMPLE-CERT/certificates", "auth/tokens/OS-PKI/revoked"])
    func signedTokensAreGone(_ path: String) async throws {
        let cloud = try await AuthCloud()
        for token in [nil, try await cloud.adminToken()] {
            let answer = try await cloud.send(.get, "/v3/" + path, token: token)
            #expect(answer.status.code == 410)
            #expect(answer.json["error"]?["title"] == "Gone")
        }
    }
}
