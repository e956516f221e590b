import Core
import HTTPTypes
import Testing

/// `/v3/policies` and OS-ENDPOINT-POLICY as clients see them.
struct PolicyDocumentTests {
    private static func policy(_ cloud: Fixture, _ type: String = "text/plain") async throws -> String {
        let answer = try await cloud.post("/v3/policies", ["policy": ["type": .string(type), "blob": "{}"]])
        #expect(answer.status == .created, "\(answer.json.text)")
        return try #require(answer.json["policy"]?["id"]?.string)
    }

    @Test func aPolicyIsShownAsTheReferenceHasIt() async throws {
        try await Fixture.runCatalog { cloud async throws in
            let made = try await cloud.post(
                "/v3/policies", ["policy": ["type": "application/json", "blob": "{\"a\": 1}", "note": "kept"]])
            #expect(made.status == .created)
            let id = try #require(made.json["policy"]?["id"]?.string), path = "/v3/policies/\(id)"
            #expect(
                made.json == [
                    "policy": [
                        "id": .string(id), "type": "application/json", "blob": "{\"a\": 1}", "note": "kept",
                        "links": ["self": .string(Fixture.base + path)],
                    ]
                ])
            #expect(try await cloud.get(path).json == made.json)
            #expect(try await cloud.send(.head, path).status == .ok)
            let changed = try await cloud.patch(path, ["policy": ["blob": "", "type": "text/plain"]])
            #expect(changed.json["policy"]?["blob"] == "")
            #expect(changed.json["policy"]?["type"] == "text/plain")
            #expect(changed.json["policy"]?["note"] == "kept")
            #expect(try await cloud.delete(path).status == .noContent)
            for answer in [
                try await cloud.get(path), try await cloud.delete(path), try await cloud.get(path + "/OS-ENDPOINT-POLICY/policy"),
                try await cloud.get(path + "/OS-ENDPOINT-POLICY/endpoints"),
                try await cloud.patch(path, ["policy": ["blob": "x"]]),
            ] {
                #expect(answer.status == .notFound)
                #expect(answer.message == "Could not find policy: \(id).")
            }
        }
    }

    @Test func policiesAreFiltered() async throws {
        try await Fixture.runCatalog { cloud async throws in
            let a = try await Self.policy(cloud, "a"), b = try await Self.policy(cloud, "b")
            #expect(try await cloud.get("/v3/policies").column("policies", "id") == [a, b].sorted())
            #expect(try await cloud.get("/v3/policies?type=b").column("policies", "id") == [b])
            #expect(try await cloud.get("/v3/policies?type=c").json["policies"] == [])
        }
    }

    @Test(
        arguments: [
            ["blob": nil], ["type": nil], ["blob": 1], ["type": [:]],
            ["type": .string(String(repeating: "x", count: 256))],
        ] as [[String: JSON]])
    func wrongPoliciesAreRefused(_ member: [String: JSON]) async throws {
        try await Fixture.runCatalog { cloud async throws in
            let good: [String: JSON] = ["type": "x", "blob": "y"]
            let id = try await Self.policy(cloud)
            let body: JSON = ["policy": .object(good.merging(member) { $1 })]
            #expect(try await cloud.post("/v3/policies", body).status == .badRequest)
            #expect(try await cloud.patch("/v3/policies/\(id)", body).status == .badRequest)
            #expect(try await cloud.patch("/v3/policies/\(id)", ["policy": [:]]).status == .badRequest)
            #expect(try await cloud.post("/v3/policies", [:]).status == .badRequest)
        }
    }

    // MARK: What they are for

    /// A service with an endpoint in the region Inner, which is in Outer.
    private struct Place {
        let service: String
        let endpoint: String

        init(_ cloud: Fixture) async throws {
            _ = try await cloud.create("region", ["id": "Outer"])
            _ = try await cloud.create("region", ["id": "Inner", "parent_region_id": "Outer"])
            service = try await cloud.service()
            endpoint = try await cloud.endpoint(service, ["region_id": "Inner"])
        }

        var subjects: [String] {
            [
                "services/\(service)", "services/\(service)/regions/Outer", "services/\(service)/regions/Inner",
                "endpoints/\(endpoint)",
            ]
        }
    }

    /// What is nearer to the endpoint wins, and each policy is for that one endpoint.
    @Test func theNearestPolicyIsInEffect() async throws {
        try await Fixture.runCatalog { cloud async throws in
            let place = try await Place(cloud)
            let inEffect = "/v3/endpoints/\(place.endpoint)/OS-ENDPOINT-POLICY/policy"
            #expect(try await cloud.get(inEffect).message == "No policy is associated with endpoint \(place.endpoint).")
            var policies: [String] = []
            for subject in place.subjects {
                let id = try await Self.policy(cloud), base = "/v3/policies/\(id)/OS-ENDPOINT-POLICY/"
                #expect(try await cloud.get(base + subject).message == "Could not find policy association.")
                #expect(try await cloud.get(base + "policy").message == "Could not find policy association.")
                #expect(try await cloud.put(base + subject).status == .noContent)
                #expect(try await cloud.put(base + subject).status == .noContent)
                #expect(try await cloud.get(base + subject).status == .noContent)
                #expect(try await cloud.send(.head, base + subject).status == .noContent)
                #expect(try await cloud.get(base + "policy").json["policy"]?["id"]?.string == id)
                #expect(try await cloud.send(.head, base + "policy").status == .ok)
                #expect(try await cloud.get(inEffect).json["policy"]?["id"]?.string == id, "\(subject)")
                #expect(try await cloud.get(base + "endpoints").column("endpoints", "id") == [place.endpoint])
                policies.append(id)
            }
            for (subject, id) in zip(place.subjects, policies).reversed() {
                #expect(try await cloud.get(inEffect).json["policy"]?["id"]?.string == id)
                let path = "/v3/policies/\(id)/OS-ENDPOINT-POLICY/\(subject)"
                #expect(try await cloud.delete(path).status == .noContent)
                #expect(try await cloud.get(path).status == .notFound)
                #expect(try await cloud.delete(path).status == .noContent)
            }
            #expect(try await cloud.get(inEffect).status == .notFound)
        }
    }

    @Test func aSubjectHasOnePolicy() async throws {
        try await Fixture.runCatalog { cloud async throws in
            let place = try await Place(cloud)
            let old = try await Self.policy(cloud), new = try await Self.policy(cloud)
            for subject in place.subjects {
                for id in [old, new] {
                    #expect(try await cloud.put("/v3/policies/\(id)/OS-ENDPOINT-POLICY/\(subject)").status == .noContent)
                }
                #expect(try await cloud.get("/v3/policies/\(old)/OS-ENDPOINT-POLICY/\(subject)").status == .notFound)
                // Of another policy it takes nothing away.
                #expect(try await cloud.delete("/v3/policies/\(old)/OS-ENDPOINT-POLICY/\(subject)").status == .noContent)
                #expect(try await cloud.get("/v3/policies/\(new)/OS-ENDPOINT-POLICY/\(subject)").status == .noContent)
            }
            #expect(try await cloud.delete("/v3/policies/\(new)").status == .noContent)
            #expect(try await cloud.get("/v3/endpoints/\(place.endpoint)/OS-ENDPOINT-POLICY/policy").status == .notFound)
        }
    }

    @Test func whatIsNotThereIsNotFound() async throws {
        try await Fixture.runCatalog { cloud async throws in
            let place = try await Place(cloud)
            let id = try await Self.policy(cloud)
            for subject in [
                "endpoints/gone", "services/gone", "services/gone/regions/Inner", "services/\(place.service)/regions/gone",
            ] {
                for method in [HTTPRequest.Method.get, .put, .delete] {
                    let path = "/v3/policies/\(id)/OS-ENDPOINT-POLICY/\(subject)"
                    #expect(try await cloud.send(method, path).status == .notFound, "\(method) \(subject)")
                }
            }
            for method in [HTTPRequest.Method.get, .put, .delete] {
                let path = "/v3/policies/gone/OS-ENDPOINT-POLICY/services/\(place.service)"
                #expect(try await cloud.send(method, path).message == "Could not find policy: gone.")
            }
            #expect(try await cloud.get("/v3/endpoints/gone/OS-ENDPOINT-POLICY/policy").status == .notFound)
        }
    }

    /// An association does not keep a region, a service or an endpoint from being deleted.
    @Test func subjectsTakeTheirAssociationsAlong() async throws {
        try await Fixture.runCatalog { cloud async throws in
            let place = try await Place(cloud)
            let id = try await Self.policy(cloud)
            for subject in place.subjects {
                #expect(try await cloud.put("/v3/policies/\(id)/OS-ENDPOINT-POLICY/\(subject)").status == .noContent)
            }
            #expect(try await cloud.delete("/v3/endpoints/\(place.endpoint)").status == .noContent)
            #expect(try await cloud.delete("/v3/regions/Outer").status == .noContent)
            #expect(try await cloud.get("/v3/policies/\(id)/OS-ENDPOINT-POLICY/policy").status == .ok)
            #expect(try await cloud.delete("/v3/services/\(place.service)").status == .noContent)
            #expect(try await cloud.get("/v3/policies/\(id)/OS-ENDPOINT-POLICY/policy").status == .notFound)
        }
    }

    // MARK: Who

    @Test(arguments: [
        ("admin", true, true), ("system-admin", true, true), ("system-reader", true, false), ("domain-admin", false, false),
        ("manager", false, false), ("member", false, false), ("nobody", false, false),
    ])
    func personas(_ token: String, _ sees: Bool, _ changes: Bool) async throws {
        try await Fixture.runCatalog { cloud async throws in
            let base = "/v3/policies/x/OS-ENDPOINT-POLICY"
            let subjects = ["/endpoints/x", "/services/x", "/services/x/regions/x"].map { base + $0 }
            let reads = ["/v3/policies", "/v3/policies/x", base + "/policy", base + "/endpoints"]
            for path in reads + subjects + ["/v3/endpoints/x/OS-ENDPOINT-POLICY/policy"] {
                #expect((try await cloud.get(path, as: token).status != .forbidden) == sees, "\(token): \(path)")
                #expect(try await cloud.get(path, as: nil).status == .unauthorized)
            }
            let changing: [(HTTPRequest.Method, String, JSON?)] =
                [(.post, "/v3/policies", [:]), (.patch, "/v3/policies/x", [:]), (.delete, "/v3/policies/x", nil)]
                + subjects.flatMap { [(.put, $0, nil), (.delete, $0, nil)] }
            for (method, path, body) in changing {
                let answer = try await cloud.send(method, path, body, as: token)
                #expect((answer.status != .forbidden) == changes, "\(token): \(method) \(path): \(answer.status)")
            }
        }
    }
}
