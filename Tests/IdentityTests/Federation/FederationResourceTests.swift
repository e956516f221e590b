import Core
import HTTPTypes
import Testing

@testable import Identity

struct FederationResourceTests {
    private static let providers = "/v3/OS-FEDERATION/identity_providers"
    private static let mappings = "/v3/OS-FEDERATION/mappings"
    private static let partners = "/v3/OS-FEDERATION/service_providers"
    private static let rules: JSON = [["local": [["user": ["name": "{0}"]]], "remote": [["type": "OIDC-sub"]]]]
    private static let partner: JSON = [
        "service_provider": ["auth_url": "https://far.example.org/v3/auth", "sp_url": "https://far.example.org/sp"]
    ]

    private func corp(_ cloud: Fixture, _ attributes: JSON = ["remote_ids": ["https://sso"]]) async throws -> JSON {
        let answer = try await cloud.put(Self.providers + "/corp", ["identity_provider": attributes])
        #expect(answer.status == .created, "\(answer.json.text)")
        return answer.json["identity_provider"] ?? .null
    }

    private func mapped(_ cloud: Fixture) async throws {
        _ = try await corp(cloud)
        #expect(try await cloud.put(Self.mappings + "/m", ["mapping": ["rules": Self.rules]]).status == .created)
        let answer = try await cloud.put(Self.providers + "/corp/protocols/openid", ["protocol": ["mapping_id": "m"]])
        #expect(answer.status == .created)
    }

    // MARK: Identity providers

    @Test func providerIsMadeWithADomainOfItsOwn() async throws {
        try await Fixture.run { cloud in
            let provider = try await corp(
                cloud, ["description": "SSO", "remote_ids": ["https://b", "https://a"], "authorization_ttl": 60])
            #expect(provider["enabled"] == false)
            #expect(provider["remote_ids"] == ["https://a", "https://b"])
            #expect(provider["authorization_ttl"] == 60)
            #expect(provider["links"]?["self"]?.string == Fixture.base + Self.providers + "/corp")
            #expect(provider["links"]?["protocols"]?.string == Fixture.base + Self.providers + "/corp/protocols")
            let domainID = try #require(provider["domain_id"]?.string)
            let domain = try await cloud.get("/v3/domains/\(domainID)").json["domain"]
            #expect(domain?["description"] == "Auto generated federated domain for Identity Provider: corp")
            #expect(try await cloud.get(Self.providers + "/corp").json["identity_provider"] == provider)
        }
    }

    @Test func providersAreListedChangedAndDeleted() async throws {
        try await Fixture.run { cloud in
            _ = try await corp(cloud, ["domain_id": "default", "enabled": true])
            #expect(try await cloud.put(Self.providers + "/b", ["identity_provider": [:]]).status == .created)
            #expect(try await cloud.get(Self.providers).column("identity_providers", "id") == ["b", "corp"])
            #expect(try await cloud.get(Self.providers + "?enabled=true").column("identity_providers", "id") == ["corp"])
            #expect(try await cloud.get(Self.providers + "?id=b").column("identity_providers", "id") == ["b"])
            #expect(try await cloud.get(Self.providers + "?sort_key=name&limit=1").json["identity_providers"]?.array?.count == 1)
            let change: JSON = ["identity_provider": ["remote_ids": ["https://x"], "authorization_ttl": nil, "enabled": false]]
            let changed = try await cloud.patch(Self.providers + "/corp", change)
            #expect(changed.status == .ok)
            #expect(changed.json["identity_provider"]?["remote_ids"] == ["https://x"])
            #expect(changed.json["identity_provider"]?["enabled"] == false)
            #expect(try await cloud.delete(Self.providers + "/corp").status == .noContent)
            #expect(try await cloud.get(Self.providers + "/corp").message == "Could not find Identity Provider: corp.")
        }
    }

    @Test(arguments: [
        RefusedBody(["domain_id": "nowhere"], 404, "Could not find domain: nowhere."),
        RefusedBody(["x": 1], 400, "'x' was unexpected"),
        RefusedBody(["enabled": "yes"], 400, "enabled"), RefusedBody(["remote_ids": ["a", "a"]], 400, "non-unique"),
        RefusedBody(["remote_ids": "a"], 400, "remote_ids"), RefusedBody(["authorization_ttl": -1], 400, "authorization_ttl"),
        RefusedBody(["remote_ids": ["taken"]], 409, "Duplicate remote ID: taken"),
        RefusedBody(["id": "other"], 400, "Cannot change ID"),
    ])
    func providerIsRefused(_ body: RefusedBody) async throws {
        try await Fixture.run { cloud in
            let other = try await cloud.put(Self.providers + "/other", ["identity_provider": ["remote_ids": ["taken"]]])
            #expect(other.status == .created)
            let answer = try await cloud.put(Self.providers + "/corp", ["identity_provider": body.attributes])
            #expect(answer.status.code == body.status)
            #expect(answer.message?.contains(body.words) == true, "\(answer.json.text)")
        }
    }

    @Test func providerIsUniqueAndKeepsItsDomain() async throws {
        try await Fixture.run { cloud in
            _ = try await corp(cloud)
            #expect(try await cloud.put(Self.providers + "/corp", ["identity_provider": [:]]).status == .conflict)
            let change: JSON = ["identity_provider": ["domain_id": "other"]]
            #expect(try await cloud.patch(Self.providers + "/corp", change).status == .badRequest)
            #expect(try await cloud.patch(Self.providers + "/none", ["identity_provider": [:]]).status == .notFound)
            #expect(try await cloud.delete(Self.providers + "/none").status == .notFound)
            let long = String(repeating: "x", count: 65)
            #expect(try await cloud.put(Self.providers + "/\(long)", ["identity_provider": [:]]).status == .badRequest)
        }
    }

    /// A provider goes with its domain.
    @Test func providerGoesWithItsDomain() async throws {
        try await Fixture.run { cloud in
            let domainID = try #require(try await corp(cloud)["domain_id"]?.string)
            #expect(try await cloud.patch("/v3/domains/\(domainID)", ["domain": ["enabled": false]]).status == .ok)
            #expect(try await cloud.delete("/v3/domains/\(domainID)").status == .noContent)
            #expect(try await cloud.get(Self.providers + "/corp").status == .notFound)
        }
    }

    // MARK: Protocols

    @Test func protocolsComeAndGo() async throws {
        try await Fixture.run { cloud in
            try await mapped(cloud)
            let path = Self.providers + "/corp/protocols"
            let one = try await cloud.get(path + "/openid").json["protocol"]
            #expect(one?["mapping_id"] == "m")
            #expect(one?["idp_id"] == nil)
            #expect(one?["links"]?["identity_provider"]?.string == Fixture.base + Self.providers + "/corp")
            let listed = try await cloud.get(path).json["protocols"]?[0]
            #expect(listed?["idp_id"] == "corp")
            #expect(listed?["remote_id_attribute"] == .null)
            #expect(try await cloud.put(Self.mappings + "/n", ["mapping": ["rules": Self.rules]]).status == .created)
            let change: JSON = ["protocol": ["mapping_id": "n", "remote_id_attribute": "HTTP_OIDC_ISS"]]
            #expect(try await cloud.patch(path + "/openid", change).json["protocol"]?["mapping_id"] == "n")
            #expect(try await cloud.get(path).json["protocols"]?[0]?["remote_id_attribute"] == "HTTP_OIDC_ISS")
            #expect(try await cloud.delete(path + "/openid").status == .noContent)
            #expect(
                try await cloud.get(path + "/openid").message
                    == "Could not find federated protocol openid for Identity Provider: corp.")
        }
    }

    @Test func protocolIsRefused() async throws {
        try await Fixture.run { cloud in
            try await mapped(cloud)
            let path = Self.providers + "/corp/protocols/"
            let good: JSON = ["protocol": ["mapping_id": "m"]]
            #expect(try await cloud.put(path + "openid", good).status == .conflict)
            #expect(try await cloud.put(path + "x", ["protocol": ["mapping_id": "none"]]).message == "Invalid mapping id: none")
            #expect(try await cloud.put(path + "x", ["protocol": [:]]).status == .badRequest)
            #expect(try await cloud.put(path + "x", ["protocol": ["mapping_id": "m", "y": 1]]).status == .badRequest)
            #expect(try await cloud.put(Self.providers + "/none/protocols/x", good).status == .notFound)
            #expect(try await cloud.patch(path + "none", good).status == .notFound)
            #expect(try await cloud.patch(path + "openid", ["protocol": [:]]).status == .badRequest)
            #expect(try await cloud.delete(path + "none").status == .notFound)
        }
    }

    // MARK: Mappings

    @Test func mappingsComeAndGo() async throws {
        try await Fixture.run { cloud in
            let path = Self.mappings + "/m"
            let made = try await cloud.put(path, ["mapping": ["rules": Self.rules]])
            #expect(made.status == .created)
            #expect(made.json["mapping"]?["rules"] == Self.rules)
            #expect(made.json["mapping"]?["schema_version"] == "1.0")
            let change: JSON = ["mapping": ["rules": Self.rules, "schema_version": "2.0"]]
            #expect(try await cloud.patch(path, change).json["mapping"]?["schema_version"] == "2.0")
            #expect(try await cloud.get(path).json["mapping"]?["schema_version"] == "2.0")
            #expect(try await cloud.get(Self.mappings).column("mappings", "id") == ["m"])
            #expect(try await cloud.put(path, change).status == .conflict)
            #expect(try await cloud.patch(path, ["mapping": ["schema_version": "2.0"]]).status == .badRequest)
            #expect(try await cloud.patch(Self.mappings + "/none", change).status == .notFound)
            #expect(try await cloud.delete(path).status == .noContent)
            #expect(try await cloud.get(path).message == "Could not find mapping: m.")
            #expect(try await cloud.delete(path).status == .notFound)
        }
    }

    // MARK: Service providers

    @Test func serviceProvidersComeAndGo() async throws {
        try await Fixture.run { cloud in
            let path = Self.partners + "/far"
            let made = try await cloud.put(path, Self.partner)
            #expect(made.status == .created)
            #expect(made.json["service_provider"]?["relay_state_prefix"] == "ss:mem:")
            #expect(made.json["service_provider"]?["enabled"] == false)
            let change: JSON = ["service_provider": ["enabled": true, "description": "Far"]]
            #expect(try await cloud.patch(path, change).json["service_provider"]?["description"] == "Far")
            #expect(try await cloud.get(Self.partners + "?enabled=true").column("service_providers", "id") == ["far"])
            #expect(try await cloud.get(path).json["service_provider"]?["sp_url"] == "https://far.example.org/sp")
            #expect(try await cloud.put(path, Self.partner).status == .conflict)
            #expect(
                try await cloud.put(Self.partners + "/x", ["service_provider": ["auth_url": "https://x"]]).status == .badRequest)
            let wrong: JSON = ["service_provider": ["sp_url": "javascript:alert(1)"]]
            #expect(try await cloud.patch(path, wrong).status == .badRequest)
            #expect(try await cloud.delete(path).status == .noContent)
            #expect(try await cloud.get(path).message == "Could not find Service Provider: far.")
            #expect(try await cloud.patch(path, change).status == .notFound)
            #expect(try await cloud.delete(path).status == .notFound)
        }
    }

    // MARK: Policy

    /// Administrators change, administrators and system readers see, nobody else does either.
    @Test(arguments: Personas.names)
    func policy(_ persona: String) async throws {
        try await Fixture.run { cloud in
            try await mapped(cloud)
            #expect(try await cloud.put(Self.partners + "/far", Self.partner).status == .created)
            let isAdmin = ["admin", "system-admin"].contains(persona), isSeer = isAdmin || persona == "system-reader"
            let paths = [
                Self.providers + "/corp/protocols/openid", Self.providers + "/corp", Self.mappings + "/m", Self.partners + "/far",
            ]
            for path in paths {
                let list = path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
                for seen in [path, list] {
                    #expect(try await cloud.get(seen, as: persona).status == (isSeer ? .ok : .forbidden), "\(seen)")
                }
            }
            for path in paths {
                for method in [HTTPRequest.Method.put, .patch, .delete] {
                    let status = try await cloud.send(method, path, [:], as: persona).status
                    #expect((status == .forbidden) != isAdmin, "\(method) \(path): \(status)")
                }
            }
        }
    }
}
