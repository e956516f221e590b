import Core
import HTTPTypes
import Store
import Testing

@testable import Identity

/// `/v3/domains/{domain_id}/config` and the defaults.
struct DomainConfigTests {
    private static let path = "/v3/domains/other/config"
    private static let example: JSON = [
        "identity": ["driver": "ldap"],
        "ldap": ["url": "ldap://one", "user_tree_dn": "ou=a", "password": "geheim", "page_size": 5],
    ]
    private static let shown: JSON = [
        "identity": ["driver": "ldap"], "ldap": ["url": "ldap://one", "user_tree_dn": "ou=a", "page_size": 5],
    ]

    private static func set(_ cloud: Fixture, _ config: JSON = example) async throws {
        let answer = try await cloud.put(path, ["config": config])
        #expect(answer.status == .created, "\(answer.json.text)")
    }

    @Test func aConfigurationIsSetAndShownWithoutItsSecrets() async throws {
        try await Fixture.run { cloud async throws in
            let made = try await cloud.put(Self.path, ["config": Self.example])
            #expect(made.status == .created)
            #expect(made.json == ["config": Self.shown])
            #expect(try await cloud.get(Self.path).json == ["config": Self.shown])
            #expect(try await cloud.send(.head, Self.path).status == .ok)
            #expect(try await cloud.get(Self.path + "/ldap").json == ["config": ["ldap": Self.shown["ldap"] ?? .null]])
            #expect(try await cloud.get(Self.path + "/ldap/url").json == ["config": ["url": "ldap://one"]])
            #expect(try await cloud.get(Self.path + "/ldap/page_size").json == ["config": ["page_size": 5]])
            let again = try await cloud.put(Self.path, ["config": ["ldap": ["url": "ldap://two"]]])
            #expect(again.status == .ok)
            #expect(try await cloud.get(Self.path).json == ["config": ["ldap": ["url": "ldap://two"]]])
        }
    }

    /// No answer has it, and it is there for those who look up the domain's users.
    @Test func aSecretIsKeptAndNeverShown() async throws {
        try await Fixture.run { cloud async throws in
            try await Self.set(cloud)
            let secret = Self.path + "/ldap/password"
            #expect(try await cloud.get(secret).status == .notFound)
            let changed = try await cloud.patch(secret, ["config": ["password": "neu"]])
            #expect(changed.json == ["config": Self.shown])
            let config = DomainConfig(sealing: cloud.sealing)
            let whole = try await cloud.store.read { try config.whole($0, of: DomainID("other")) }
            #expect(whole[DomainOption(group: "ldap", name: "password")] == "neu")
            let kept: [String] = try await cloud.store.read { s in
                try s.rows("SELECT sealed FROM identity_domain_secret").map { try $0.get("sealed") }
            }
            #expect(kept.count == 1 && !kept[0].contains("neu"))
            #expect(try await cloud.delete(secret).status == .noContent)
            #expect(try await cloud.delete(secret).status == .notFound)
            #expect(try await cloud.get("/v3/domains/config/ldap/password/default").status == .forbidden)
        }
    }

    @Test func partsAreChanged() async throws {
        try await Fixture.run { cloud async throws in
            try await Self.set(cloud)
            let all = try await cloud.patch(Self.path, ["config": ["identity": ["list_limit": 10], "ldap": ["url": "ldap://x"]]])
            #expect(all.status == .ok)
            #expect(all.json["config"]?["identity"] == ["driver": "ldap", "list_limit": 10])
            #expect(all.json["config"]?["ldap"] == ["url": "ldap://x", "user_tree_dn": "ou=a", "page_size": 5])
            let group = try await cloud.patch(Self.path + "/ldap", ["config": ["ldap": ["page_size": 6, "suffix": "c"]]])
            #expect(group.json["config"]?["ldap"]?["suffix"] == "c")
            #expect(group.json["config"]?["identity"]?["driver"] == "ldap")
            let option = try await cloud.patch(Self.path + "/ldap/url", ["config": ["url": "ldaps://y"]])
            #expect(option.json["config"]?["ldap"]?["url"] == "ldaps://y")
            #expect(option.json["config"]?["ldap"]?["page_size"] == 6)
        }
    }

    @Test func partsAreDeleted() async throws {
        try await Fixture.run { cloud async throws in
            try await Self.set(cloud)
            #expect(try await cloud.delete(Self.path + "/ldap/url").status == .noContent)
            let gone = try await cloud.get(Self.path + "/ldap/url")
            #expect(gone.status == .notFound)
            #expect(gone.message == "Could not find option url in group ldap in domain configuration for domain other.")
            #expect(try await cloud.delete(Self.path + "/ldap/url").status == .notFound)
            #expect(try await cloud.patch(Self.path + "/ldap/url", ["config": ["url": "x"]]).status == .notFound)
            #expect(try await cloud.delete(Self.path + "/ldap").status == .noContent)
            let group = try await cloud.get(Self.path + "/ldap")
            #expect(group.message == "Could not find group ldap in domain configuration for domain other.")
            #expect(try await cloud.delete(Self.path + "/ldap").status == .notFound)
            #expect(try await cloud.patch(Self.path + "/ldap", ["config": ["ldap": ["url": "x"]]]).status == .notFound)
            #expect(try await cloud.delete(Self.path).status == .noContent)
            let all = try await cloud.get(Self.path)
            #expect(all.message == "Could not find any options in domain configuration for domain other.")
            #expect(try await cloud.delete(Self.path).status == .noContent)
        }
    }

    @Test(
        arguments: [
            ([:], "No options specified"), (["ldap": [:]], "group ldap"), (["ldap": "x"], "should be a dictionary of options"),
            (["colours": ["red": 1]], "Group colours is not supported for domain specific configurations"),
            (["ldap": ["colour": 1]], "Option colour in group ldap is not supported"),
            (["ldap": ["url": "x"], "identity": ["password": "x"]], "Option password in group identity is not supported"),
        ] as [(JSON, String)])
    func wrongConfigurationsAreRefused(_ config: JSON, _ words: String) async throws {
        try await Fixture.run { cloud async throws in
            for answer in [
                try await cloud.put(Self.path, ["config": config]), try await cloud.patch(Self.path, ["config": config]),
            ] {
                #expect(answer.status == .forbidden)
                #expect(answer.message?.hasPrefix("Invalid domain specific configuration: ") == true)
                #expect(answer.message?.contains(words) == true, "\(answer.json.text)")
            }
            #expect(try await cloud.get(Self.path).status == .notFound)
            #expect(try await cloud.put(Self.path, [:]).status == .badRequest)
            #expect(try await cloud.put(Self.path, ["config": 1]).status == .badRequest)
        }
    }

    @Test(
        arguments: [
            ("/ldap", ["identity": ["driver": "x"]]), ("/ldap", ["ldap": ["url": "x"], "identity": ["driver": "x"]]),
            ("/ldap/url", ["user": "x"]), ("/ldap/url", ["url": "x", "user": "x"]), ("/ldap/url", ["ldap": ["url": "x"]]),
            ("/colours", ["colours": ["red": 1]]), ("/ldap/colour", ["colour": 1]),
        ] as [(String, JSON)])
    func aPartIsChangedByItselfOnly(_ part: String, _ config: JSON) async throws {
        try await Fixture.run { cloud async throws in
            try await Self.set(cloud)
            #expect(try await cloud.patch(Self.path + part, ["config": config]).status == .forbidden)
            #expect(try await cloud.get(Self.path).json == ["config": Self.shown])
        }
    }

    @Test func whatIsNotThere() async throws {
        try await Fixture.run { cloud async throws in
            for (path, status) in [
                ("/v3/domains/gone/config", 404), ("/v3/domains/demo/config", 404), ("/v3/domains/gone/config/ldap", 404),
                (Self.path + "/colours", 403), (Self.path + "/ldap/colour", 403),
            ] {
                #expect(try await cloud.get(path).status.code == status, "\(path)")
                #expect(try await cloud.delete(path).status.code == status, "\(path)")
            }
            #expect(try await cloud.put("/v3/domains/gone/config", ["config": Self.example]).status == .notFound)
            #expect(try await cloud.patch("/v3/domains/gone/config", ["config": Self.example]).status == .notFound)
        }
    }

    @Test func aDomainTakesItsConfigurationAlong() async throws {
        try await Fixture.run { cloud async throws in
            try await Self.set(cloud)
            #expect(try await cloud.patch("/v3/domains/other", ["domain": ["enabled": false]]).status == .ok)
            #expect(try await cloud.delete("/v3/domains/other").status == .noContent)
            let config = DomainConfig(sealing: cloud.sealing)
            let left = try await cloud.store.read { try config.whole($0, of: DomainID("other")) }
            #expect(left.isEmpty)
        }
    }

    // MARK: Defaults

    @Test func theDefaultsAreShown() async throws {
        try await Fixture.run { cloud async throws in
            let all = try await cloud.get("/v3/domains/config/default")
            #expect(all.json["config"]?["identity"] == ["driver": "sql", "list_limit": nil])
            #expect(all.json["config"]?["ldap"]?["url"] == "ldap://localhost")
            #expect(all.json["config"]?["ldap"]?["password"] == nil)
            let group = try await cloud.get("/v3/domains/config/identity/default")
            #expect(group.json == ["config": ["identity": ["driver": "sql", "list_limit": nil]]])
            let option = try await cloud.get("/v3/domains/config/ldap/page_size/default")
            #expect(option.json == ["config": ["page_size": 0]])
            #expect(try await cloud.send(.head, "/v3/domains/config/default").status == .ok)
            #expect(try await cloud.get("/v3/domains/config/colours/default").status == .forbidden)
            #expect(try await cloud.get("/v3/domains/config/ldap/colour/default").status == .forbidden)
        }
    }

    @Test func whatPasswordsMustLookLikeIsForEverybody() async throws {
        try await Fixture.run { cloud async throws in
            let path = "/v3/domains/default/config/security_compliance"
            for token in ["admin", "reader", "nobody"] {
                let all = try await cloud.get(path, as: token).json["config"]?["security_compliance"]?.object ?? [:]
                #expect(all.keys.sorted() == ["password_regex", "password_regex_description"])
                let one = try await cloud.get(path + "/password_regex", as: token).json["config"]?.object ?? [:]
                #expect(one.keys.sorted() == ["password_regex"])
                #expect(try await cloud.get(path + "/lockout_duration", as: token).status == .forbidden)
                let other = try await cloud.get("/v3/domains/other/config/security_compliance", as: token)
                #expect(other.status == .forbidden)
            }
            #expect(try await cloud.get(path, as: nil).status == .unauthorized)
        }
    }

    // MARK: Who

    @Test(arguments: [
        ("admin", true, true), ("system-admin", true, true), ("system-reader", true, false), ("domain-admin", false, false),
        ("manager", false, false), ("member", false, false), ("nobody", false, false),
    ])
    func personas(_ token: String, _ sees: Bool, _ changes: Bool) async throws {
        try await Fixture.run { cloud async throws in
            let parts = ["", "/ldap", "/ldap/url"].map { "/v3/domains/default/config" + $0 }
            let defaults = ["", "/ldap", "/ldap/url"].map { "/v3/domains/config\($0)/default" }
            for path in parts + defaults {
                #expect((try await cloud.get(path, as: token).status != .forbidden) == sees, "\(token): \(path)")
                #expect(try await cloud.get(path, as: nil).status == .unauthorized)
            }
            let body: JSON = ["config": Self.example]
            #expect((try await cloud.put(parts[0], body, as: token).status != .forbidden) == changes)
            let patches: [JSON] = [Self.example, ["ldap": ["url": "x"]], ["url": "x"]]
            for (path, config) in zip(parts, patches) {
                let answer = try await cloud.patch(path, ["config": config], as: token)
                #expect((answer.status != .forbidden) == changes, "\(token): \(path): \(answer.status)")
            }
            for path in parts.reversed() {
                #expect((try await cloud.delete(path, as: token).status != .forbidden) == changes)
            }
        }
    }
}
