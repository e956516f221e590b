import Core
import HTTPTypes
import Testing

@testable import Identity

/// OS-OAUTH1: consumers, and their way to an access token.
struct OAuthTests {
    private static let consumers = "/v3/OS-OAUTH1/consumers"

    // MARK: Consumers

    @Test func aConsumerIsShownAsTheReferenceHasIt() async throws {
        try await Fixture.run { cloud async throws in
            let made = try await cloud.post(Self.consumers, ["consumer": ["description": "mine", "colour": "red"]])
            #expect(made.status == .created)
            var consumer = try #require(made.json["consumer"]?.object)
            let id = try #require(consumer["id"]?.string), path = "\(Self.consumers)/\(id)"
            #expect(consumer.removeValue(forKey: "secret")?.string?.count == 32)
            #expect(
                .object(consumer) == [
                    "id": .string(id), "description": "mine", "colour": "red", "links": ["self": .string(Fixture.base + path)],
                ] as JSON)
            #expect(try await cloud.get(path).json == ["consumer": .object(consumer)])
            #expect(try await cloud.get(Self.consumers).json["consumers"] == [.object(consumer)])
            let changed = try await cloud.patch(path, ["consumer": ["description": nil]])
            #expect(changed.json["consumer"]?["description"] == .null)
            #expect(changed.json["consumer"]?["secret"] == nil)
            #expect(try await cloud.patch(path, ["consumer": ["secret": "x"]]).status == .badRequest)
            #expect(try await cloud.patch(path, ["consumer": ["id": "x"]]).status == .badRequest)
            #expect(try await cloud.patch(path, ["consumer": [:]]).status == .badRequest)
            #expect(try await cloud.post(Self.consumers, ["consumer": ["description": 1]]).status == .badRequest)
            #expect(try await cloud.delete(path).status == .noContent)
            for answer in [
                try await cloud.get(path), try await cloud.delete(path),
                try await cloud.patch(path, ["consumer": ["description": "x"]]),
            ] {
                #expect(answer.status == .notFound)
                #expect(answer.message == "Consumer not found")
            }
        }
    }

    @Test(arguments: [
        ("admin", true, true), ("system-admin", true, true), ("system-reader", true, false), ("domain-admin", false, false),
        ("manager", false, false), ("nobody", false, false),
    ])
    func personasOfConsumers(_ token: String, _ sees: Bool, _ changes: Bool) async throws {
        try await Fixture.run { cloud async throws in
            for path in [Self.consumers, Self.consumers + "/x"] {
                #expect((try await cloud.get(path, as: token).status != .forbidden) == sees)
                #expect(try await cloud.get(path, as: nil).status == .unauthorized)
            }
            #expect((try await cloud.post(Self.consumers, ["consumer": [:]], as: token).status != .forbidden) == changes)
            #expect((try await cloud.patch(Self.consumers + "/x", ["consumer": [:]], as: token).status != .forbidden) == changes)
            #expect((try await cloud.delete(Self.consumers + "/x", as: token).status != .forbidden) == changes)
        }
    }

    @Test(arguments: [
        ("admin", true), ("system-admin", false), ("domain-admin", false), ("manager", false), ("system-reader", false),
    ])
    func personasOfAccesses(_ token: String, _ may: Bool) async throws {
        try await Fixture.run { cloud async throws in
            let all = "/v3/users/\(token)/OS-OAUTH1/access_tokens"
            for path in [all, all + "/x", all + "/x/roles", all + "/x/roles/reader"] {
                #expect((try await cloud.get(path, as: token).status != .forbidden) == may, "\(token): \(path)")
            }
            #expect((try await cloud.delete(all + "/x", as: token).status != .forbidden) == may)
            let authorize = try await cloud.put("/v3/OS-OAUTH1/authorize/x", ["roles": []], as: token)
            #expect((authorize.status != .forbidden) == may)
        }
    }

    // MARK: The way

    @Test func aConsumerComesToAnAccessToken() async throws {
        let cloud = try await OAuthCloud()
        let asked = try await cloud.ask()
        #expect(asked.status == .created)
        #expect(asked.form["oauth_expires_at"] == "2023-11-15T06:13:20.000000Z")
        let request = try #require(asked.form["oauth_token"]), secret = try #require(asked.form["oauth_token_secret"])
        let verifier = try await cloud.authorize(request, ["reader"])
        #expect(verifier.count == 8)
        let fetched = try await cloud.fetch(request, secret, verifier)
        #expect(fetched.status == .created)
        let id = try #require(fetched.form["oauth_token"])
        #expect(fetched.form["oauth_token_secret"]?.count == 32)
        #expect(fetched.form["oauth_expires_at"] == "2023-11-15T22:13:20.000000Z")
        let path = "/v3/users/\(cloud.whole.admin.userID)/OS-OAUTH1/access_tokens"
        let shown = try await cloud.whole.send(.get, "\(path)/\(id)", token: cloud.admin)
        #expect(
            shown.json == [
                "access_token": [
                    "id": .string(id), "consumer_id": .string(cloud.consumer.id.string),
                    "project_id": .string(cloud.whole.admin.projectID.string),
                    "authorizing_user_id": .string(cloud.whole.admin.userID.string),
                    "expires_at": "2023-11-15T22:13:20.000000Z",
                    "links": [
                        "self": .string("http://localhost/identity\(path)/\(id)"),
                        "roles": .string("http://localhost/identity\(path)/\(id)/roles"),
                    ],
                ]
            ])
        let list = try await cloud.whole.send(.get, path, token: cloud.admin)
        #expect(list.json["access_tokens"] == [shown.json["access_token"] ?? .null])
        let roles = try await cloud.whole.send(.get, "\(path)/\(id)/roles", token: cloud.admin).json["roles"]?.array ?? []
        #expect(roles.map { $0["name"] } == ["reader"])
        let role = "\(path)/\(id)/roles/\(roles[0]["id"]?.string ?? "")"
        #expect(try await cloud.whole.send(.get, role, token: cloud.admin).json["role"]?["name"] == "reader")
        #expect(try await cloud.whole.send(.get, "\(path)/\(id)/roles/x", token: cloud.admin).status == .notFound)
        // The request is used up.
        #expect(try await cloud.fetch(request, secret, verifier).status == .notFound)
        #expect(try await cloud.whole.send(.delete, "\(path)/\(id)", token: cloud.admin).status == .noContent)
        #expect(try await cloud.whole.send(.get, "\(path)/\(id)", token: cloud.admin).status == .notFound)
        #expect(try await cloud.whole.send(.delete, "\(path)/\(id)", token: cloud.admin).status == .notFound)
    }

    @Test func whatIsWrongWithARequestIsSaid() async throws {
        let cloud = try await OAuthCloud()
        let path = "/v3/OS-OAUTH1/request_token"
        #expect(try await cloud.post(path, [:], header: nil).status == .badRequest)
        #expect(try await cloud.post(path, [:], header: "Basic abc").status == .badRequest)
        #expect(try await cloud.post(path, [:], header: "OAuth oauth_consumer_key=x").status == .badRequest)
        #expect(try await cloud.ask(["oauth_consumer_key": nil]).status == .badRequest)
        #expect(try await cloud.ask(project: nil).message?.contains("Requested-Project-Id") == true)
        #expect(try await cloud.ask(project: "gone").message == "Could not find project: gone.")
        #expect(try await cloud.ask(["oauth_consumer_key": "gone"]).message == "Consumer not found")
        #expect(try await cloud.ask(["oauth_signature_method": "PLAINTEXT"]).status == .badRequest)
        #expect(try await cloud.ask(["oauth_version": "2.0"]).status == .badRequest)
        #expect(try await cloud.ask(["oauth_timestamp": "1700000601"]).status == .badRequest)
        #expect(try await cloud.ask(["oauth_timestamp": "1699999399"]).status == .badRequest)
        #expect(try await cloud.ask(["oauth_timestamp": "now"]).status == .badRequest)
        #expect(try await cloud.ask(["oauth_nonce": nil]).status == .badRequest)
        #expect(try await cloud.ask(["oauth_timestamp": "1700000599"]).status == .created)
        #expect(try await cloud.ask(secret: "wrong").message == "Invalid signature")
        #expect(try await cloud.ask(secret: "wrong").status == .unauthorized)
        for method in ["HMAC-SHA256", "HMAC-SHA512"] {
            #expect(try await cloud.ask(["oauth_signature_method": .some(method)]).status == .created)
        }
    }

    /// What somebody has overheard is worth nothing.
    @Test func aSignedRequestIsGoodOnce() async throws {
        let cloud = try await OAuthCloud()
        #expect(try await cloud.ask(["oauth_nonce": "n1"]).status == .created)
        #expect(try await cloud.ask(["oauth_nonce": "n1"]).status == .unauthorized)
        #expect(try await cloud.ask(["oauth_nonce": "n1", "oauth_timestamp": "1700000001"]).status == .created)
        #expect(try await cloud.ask(["oauth_nonce": "n2"]).status == .created)
    }

    @Test func onlyRolesThatOneHasAreLent() async throws {
        let cloud = try await OAuthCloud()
        let request = try #require(try await cloud.ask().form["oauth_token"])
        let path = "/v3/OS-OAUTH1/authorize/\(request)"
        for (roles, status) in [
            ([["name": "service"]], 401), ([["name": "gone"]], 404), ([["id": "gone"]], 404), ([["id": 1]], 400),
            ([["name": "reader", "id": "x"]], 400), ([[:]], 400), ([["colour": "red"]], 400), ("reader", 400),
        ] as [(JSON, Int)] {
            let answer = try await cloud.whole.send(.put, path, token: cloud.admin, body: ["roles": roles])
            #expect(answer.status.code == status, "\(roles.text)")
        }
        let gone = try await cloud.whole.send(
            .put, "/v3/OS-OAUTH1/authorize/gone", token: cloud.admin, body: ["roles": [["name": "reader"]]])
        #expect(gone.message == "Request token not found")
    }

    @Test func onlyTheVerifierOpensARequest() async throws {
        let cloud = try await OAuthCloud()
        let asked = try await cloud.ask()
        let request = try #require(asked.form["oauth_token"]), secret = try #require(asked.form["oauth_token_secret"])
        #expect(try await cloud.fetch(request, secret, "12345678").status == .unauthorized, "nobody has authorised it")
        let verifier = try await cloud.authorize(request, ["reader"])
        #expect(try await cloud.fetch(request, secret, "12345678").message == "Provided verifier does not match stored verifier")
        #expect(try await cloud.fetch(request, "wrong", verifier).message == "Invalid signature")
        #expect(try await cloud.fetch("gone", secret, verifier).message == "Request token not found")
        #expect(try await cloud.fetch(request, secret, "").status == .badRequest)
        let other = try await cloud.newConsumer()
        let stolen = try await cloud.fetch(request, secret, verifier, by: other)
        #expect(stolen.message == "Provided consumer key does not match stored consumer key.")
        #expect(try await cloud.fetch(request, secret, verifier).status == .created)
    }

    @Test func aRequestExpires() async throws {
        let cloud = try await OAuthCloud()
        let asked = try await cloud.ask()
        let request = try #require(asked.form["oauth_token"]), secret = try #require(asked.form["oauth_token_secret"])
        let verifier = try await cloud.authorize(request, ["reader"])
        cloud.whole.time.advance(by: OAuthRequest.lifetime)
        #expect(try await cloud.fetch(request, secret, verifier).message == "Request token is expired")
        let admin = try await cloud.whole.adminToken()
        let late = try await cloud.whole.send(
            .put, "/v3/OS-OAUTH1/authorize/\(request)", token: admin, body: ["roles": [["name": "reader"]]])
        #expect(late.status == .unauthorized)
    }
}
