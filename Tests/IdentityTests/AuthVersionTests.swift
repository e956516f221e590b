import Core
import HTTPTypes
import Testing

@Suite struct AuthVersionTests {
    private func document(_ base: String) -> JSON {
        [
            "id": "v3.14", "status": "stable", "updated": "2020-04-07T00:00:00Z",
            "links": [["rel": "self", "href": .string(base + "/v3/")]],
            "media-types": [
                ["base": "application/json", "type": "application/vnd.openstack.identity-v3+json"]
            ],
        ]
    }

    @Test(arguments: ["", "/"]) func offersVersions(path: String) async throws {
        let answer = try await AuthCloud().send(.get, path)
        #expect(answer.status == .multipleChoices)
        #expect(answer.json == ["versions": ["values": [document("http://localhost/identity")]]])
        #expect(answer.headers[.location] == "http://localhost/identity/v3/")
    }

    @Test(arguments: ["/v3", "/v3/"]) func describesTheVersion(path: String) async throws {
        let answer = try await AuthCloud().send(.get, path)
        #expect(answer.status == .ok)
        #expect(answer.json == ["version": document("http://localhost/identity")])
    }
}
