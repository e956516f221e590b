import Core
import HTTPTypes
import Testing

@testable import Identity

@Suite struct AccessRuleTests {
    private static func rule(_ method: String, _ path: String, _ service: String = "identity") -> JSON {
        ["method": .string(method), "path": .string(path), "service": .string(service)]
    }

    @Test func areKeptOncePerUser() async throws {
        let cloud = try await AuthCloud()
        let token = try await cloud.aliceToken()
        let all = "/v3/users/\(cloud.alice.id)/access_rules"
        _ = try await cloud.makeApplicationCredential(["access_rules": [Self.rule("GET", "/v3/users")]])
        _ = try await cloud.makeApplicationCredential([
            "name": "second", "access_rules": [Self.rule("GET", "/v3/users"), Self.rule("PUT", "/v3/x", "compute")],
        ])
        let rules = try await cloud.get(all, as: token)
        #expect(rules.json["access_rules"]?.array?.count == 2)
        let filters: [(String, Int)] = [
            ("?service=compute", 1), ("?method=GET", 1), ("?path=/v3/x", 1), ("?service=image", 0), ("?path__contains=v3", 2),
        ]
        for (query, count) in filters {
            #expect(try await cloud.get(all + query, as: token).json["access_rules"]?.array?.count == count, "\(query)")
        }
        let found = try await cloud.get(all + "?service=identity", as: token).json["access_rules"]?.array?.first
        let id = try #require(found?["id"]?.string)
        let shown = try await cloud.get("\(all)/\(id)", as: token)
        #expect(
            shown.json == [
                "access_rule": [
                    "id": .string(id), "service": "identity", "path": "/v3/users", "method": "GET",
                    "links": ["self": .string("http://localhost/identity\(all)/\(id)")],
                ]
            ])
        // By its id, it serves a third credential.
        _ = try await cloud.makeApplicationCredential(["name": "third", "access_rules": [["id": .string(id)]]])
        #expect(try await cloud.get(all, as: token).json["access_rules"]?.array?.count == 2)
    }

    @Test func goWhenNobodyNeedsThem() async throws {
        let cloud = try await AuthCloud()
        let token = try await cloud.aliceToken()
        let user = "/v3/users/\(cloud.alice.id)"
        let (id, _) = try await cloud.makeApplicationCredential(["access_rules": [Self.rule("GET", "/v3/users")]])
        let rules = try await cloud.get(user + "/access_rules", as: token).json["access_rules"]?.array
        let rule = try #require(rules?.first?["id"]?.string)
        let used = try await cloud.delete("\(user)/access_rules/\(rule)", as: token)
        #expect(used.status == .forbidden)
        #expect(used.message == "May not delete access rule in use")
        #expect(try await cloud.delete("\(user)/application_credentials/\(id)", as: token).status == .noContent)
        #expect(try await cloud.delete("\(user)/access_rules/\(rule)", as: token).status == .noContent)
        let gone = try await cloud.get("\(user)/access_rules/\(rule)", as: token)
        #expect(gone.status == .notFound)
        #expect(gone.message == "Could not find Access Rule: \(rule).")
        #expect(try await cloud.delete("\(user)/access_rules/\(rule)", as: token).status == .notFound)
    }

    @Test func personas() async throws {
        let cloud = try await AuthCloud()
        _ = try await cloud.makeApplicationCredential(["access_rules": [Self.rule("GET", "/v3/users")]])
        let all = "/v3/users/\(cloud.alice.id)/access_rules"
        let own = try await cloud.get(all, as: try await cloud.aliceToken()).json["access_rules"]?.array
        let id = try #require(own?.first?["id"]?.string)
        let table: [(String, String?, Int, Int)] = [
            ("admin", try await cloud.adminToken(), 403, 403), ("seer", try await cloud.seerToken(), 200, 403),
            ("bob", try await cloud.bobToken(), 403, 403), ("none", nil, 401, 401),
            ("system", try await cloud.systemToken(), 200, 403),
        ]
        for (name, token, read, delete) in table {
            #expect(try await cloud.get(all, as: token).status.code == read, "\(name)")
            #expect(try await cloud.get("\(all)/\(id)", as: token).status.code == read, "\(name)")
            // It is in use: an administrator of the system gets as far as that.
            #expect(try await cloud.delete("\(all)/\(id)", as: token).status.code == delete, "\(name)")
        }
        let bob = try await cloud.bobToken()
        #expect(try await cloud.get("/v3/users/\(cloud.bob.id)/access_rules/\(id)", as: bob).status == .notFound)
    }

    /// Of the requests of all services only those pass that a rule names; the others meet a token that is none.
    @Test func guardEveryRequest() async throws {
        let cloud = try await AuthCloud()
        let user = "/v3/users/\(cloud.alice.id)"
        let token = try await cloud.applicationToken([
            "access_rules": [Self.rule("GET", "/v3/users/{id}"), Self.rule("GET", "/v2.1/servers", "compute")]
        ])
        #expect(try await cloud.get(user, as: token).status == .ok)
        #expect(try await cloud.send(.head, user, token: token).status == .unauthorized)
        #expect(try await cloud.get(user + "/projects", as: token).status == .unauthorized)
        #expect(try await cloud.get("/v3/auth/projects", as: token).status == .unauthorized)
        #expect(try await cloud.delete(user, as: token).status == .unauthorized)
        // What is open to everybody is open to it.
        #expect(try await cloud.get("/v3", as: token).status == .ok)
    }

    /// A service that has never heard of access rules must not take such a token for a whole one.
    @Test func areShownToWhoKnowsThem() async throws {
        let cloud = try await AuthCloud()
        let token = try await cloud.applicationToken(["access_rules": [Self.rule("GET", "/v3/users/{id}")]])
        let admin = try await cloud.adminToken()
        #expect(try await cloud.show(token, by: admin).status == .notFound)
        for (version, status) in [("0.9", 404), ("x", 404), ("1.0", 200), ("2", 200)] {
            let answer = try await cloud.send(
                .get, "/v3/auth/tokens", token: admin, subject: token, more: [.accessRules: version])
            #expect(answer.status.code == status, "\(version)")
            guard status == 200 else { continue }
            let rules = answer.token["application_credential"]?["access_rules"]?.array
            #expect(rules?.first?["path"] == "/v3/users/{id}")
        }
    }
}
