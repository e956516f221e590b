import Core
import Testing

@testable import Identity

/// Rules and an assertion in, a user, groups and projects out.
struct MappingRulesTests {
    private static let alice = Assertion([
        "name": ["alice"], "first": ["Alice"], "last": ["Liddell"], "mail": ["alice@example.org"],
        "groups": ["dev", "ops", "admin"],
        "type": ["Employee"], "empty": [], "tenant": ["web"],
    ])

    private func apply(_ rules: JSON, version: String = "1.0", to assertion: Assertion = alice) throws -> MappedIdentity {
        try MappingRules(JSONReader(["rules": rules, "schema_version": .string(version)])).apply(to: assertion)
    }

    private func rule(_ local: JSON, _ remote: JSON) -> JSON { [["local": local, "remote": remote]] }

    // MARK: Conditions

    /// Whether a user comes in who has a name and meets the condition.
    @Test(
        arguments: [
            (["type": "type", "any_one_of": ["Employee", "Student"]], true),
            (["type": "type", "any_one_of": ["Student"]], false),
            (["type": "type", "any_one_of": []], false), (["type": "nothing", "any_one_of": ["x"]], false),
            (["type": "empty", "not_any_of": ["x"]], false), (["type": "type", "not_any_of": ["Student"]], true),
            (["type": "groups", "not_any_of": ["ops"]], false), (["type": "nothing", "not_any_of": ["x"]], false),
            (["type": "mail", "any_one_of": [".*@example\\.org$"], "regex": true], true),
            (["type": "mail", "any_one_of": ["@example\\.com$"], "regex": true], false),
            (["type": "mail", "any_one_of": [".*@example\\.org$"]], false),
            (["type": "mail", "not_any_of": ["@example"], "regex": true], false), (["type": "mail"], true),
            (["type": "nothing"], false),
            (["type": "groups", "whitelist": ["nobody"]], true),
            (["type": "groups", "blacklist": ["dev", "ops", "admin"]], true),
        ] as [(JSON, Bool)])
    func conditions(_ condition: JSON, _ holds: Bool) throws {
        let rules = rule([["user": ["name": "{0}"]]], [["type": "name"], condition])
        guard holds else {
            #expect(throws: Fault.self) { try apply(rules) }
            return
        }
        #expect(try apply(rules).user.name == "alice")
    }

    /// Groups that the values of one condition fill.
    @Test(
        arguments: [
            (["type": "groups"], ["dev", "ops", "admin"]),
            (["type": "groups", "whitelist": ["ops", "dev", "x"]], ["dev", "ops"]),
            (["type": "groups", "blacklist": ["admin"]], ["dev", "ops"]),
            (["type": "groups", "whitelist": ["^d"], "regex": true], ["dev"]),
            (["type": "groups", "blacklist": ["^d", "n$"], "regex": true], ["ops"]),
            (["type": "groups", "whitelist": ["x"]], []),
        ] as [(JSON, [String])])
    func lists(_ condition: JSON, _ names: [String]) throws {
        let local: JSON = [["user": ["name": "{0}"]], ["groups": "{1}", "domain": ["name": "Default"]]]
        let mapped = try apply(rule(local, [["type": "name"], condition]))
        #expect(mapped.groupNames == names.map { .init(name: $0, domain: .name("Default")) })
    }

    // MARK: Places

    @Test(arguments: [
        ("{0}", "alice"), ("{1} {2}", "Alice Liddell"), ("u-{0}", "u-alice"), ("{{0}}", "{0}"), ("x", "x"),
        ("{2}{2}", "LiddellLiddell"),
    ])
    func templates(_ template: String, _ name: String) throws {
        let remote: JSON = [
            ["type": "name"], ["type": "type", "any_one_of": ["Employee"]], ["type": "first"], ["type": "last"],
        ]
        #expect(try apply(rule([["user": ["name": .string(template)]]], remote)).user.name == name)
    }

    /// Several values where there can be only one do not name anybody, and neither does none.
    @Test(arguments: [["type": "groups"], ["type": "groups", "whitelist": ["x"]]] as [JSON])
    func oneUserOnly(_ condition: JSON) throws {
        let fault = #expect(throws: Fault.self) { try apply(rule([["user": ["name": "{0}"]]], [condition])) }
        #expect(fault?.kind == .unauthorized)
    }

    @Test func valuesDoNotMultiplyWithoutEnd() throws {
        let many = Assertion(["name": ["alice"], "many": (0..<1000).map { "\($0)" }])
        let rules = rule(
            [["user": ["name": "{0}"]], ["groups": "{1}{2}", "domain": ["id": "default"]]],
            [["type": "name"], ["type": "many"], ["type": "many"]])
        let fault = #expect(throws: Fault.self) { try apply(rules, to: many) }
        #expect(fault?.kind == .unauthorized)
    }

    // MARK: What comes out

    @Test func everyRuleThatHoldsCounts() throws {
        let mapped = try apply([
            ["local": [["user": ["name": "{0}", "email": "{1}"]]], "remote": [["type": "name"], ["type": "mail"]]],
            ["local": [["user": ["name": "second"]], ["group": ["id": "g1"]]], "remote": [["type": "name"]]],
            ["local": [["group": ["id": "never"]]], "remote": [["type": "nothing"]]],
            ["local": [["group": ["name": "staff", "domain": ["id": "d"]]]], "remote": [["type": "type"]]],
            ["local": [["group_ids": "{0}"], ["group": ["id": "g1"]]], "remote": [["type": "groups"]]],
        ])
        #expect(mapped.user.name == "alice")
        #expect(mapped.user.email == "alice@example.org")
        #expect(!mapped.user.isLocal)
        #expect(mapped.groupIDs == ["g1", "dev", "ops", "admin"])
        #expect(mapped.groupNames == [.init(name: "staff", domain: .id("d"))])
    }

    @Test func localUser() throws {
        let local: JSON = [["user": ["name": "{0}", "type": "local", "domain": ["name": "Default"]]]]
        let mapped = try apply(rule(local, [["type": "name"]]))
        #expect(mapped.user == .init(id: nil, name: "alice", email: nil, domain: .name("Default"), isLocal: true))
    }

    private static let projects: JSON = [
        [
            "user": ["name": "{0}"], "domain": ["id": "acme"],
            "projects": [["name": "of-{1}", "roles": [["name": "member"], ["name": "reader"]]], ["name": "all", "roles": []]],
        ]
    ]

    /// In version 2.0 the domain beside them is the users' and projects', too.
    @Test(arguments: [("1.0", nil), ("2.0", .id("acme"))] as [(String, MappedIdentity.DomainName?)])
    func projects(_ version: String, _ domain: MappedIdentity.DomainName?) throws {
        let mapped = try apply(rule(Self.projects, [["type": "name"], ["type": "tenant"]]), version: version)
        #expect(mapped.user.domain == domain)
        #expect(
            mapped.projects == [
                .init(name: "of-web", domain: domain, roles: ["member", "reader"]), .init(name: "all", domain: domain, roles: []),
            ])
    }

    @Test func projectsOfTheirOwnDomain() throws {
        let local: JSON = [
            [
                "user": ["name": "{0}", "domain": ["id": "users"]], "domain": ["id": "acme"],
                "projects": [["name": "p", "roles": [["name": "member"]], "domain": ["name": "other"]]],
            ]
        ]
        let mapped = try apply(rule(local, [["type": "name"]]), version: "2.0")
        #expect(mapped.user.domain == .id("users"))
        #expect(mapped.projects.map(\.domain) == [.name("other")])
    }

    // MARK: Refused when stored

    private static let user: JSON = [["user": ["name": "{0}"]]]
    private static let name: JSON = [["type": "name"]]

    @Test(
        arguments: [
            [:], ["rules": []], ["rules": [["local": user]]], ["rules": [["remote": name]]],
            ["rules": [["local": user, "remote": []]]],
            ["rules": [["local": user, "remote": name, "x": 1]]], ["rules": [["local": [["user": ["x": "y"]]], "remote": name]]],
            ["rules": [["local": [["user": ["name": 1]]], "remote": name]]],
            ["rules": [["local": [["users": "{0}"]], "remote": name]]],
            ["rules": [["local": [["user": ["name": "{1}"]]], "remote": name]]],
            ["rules": [["local": [["user": ["name": "{}"]]], "remote": name]]],
            ["rules": [["local": [["user": ["name": "{0.x}"]]], "remote": name]]],
            ["rules": [["local": [["user": ["name": "{0"]]], "remote": name]]],
            ["rules": [["local": [["user": ["name": "{0}", "type": "other"]]], "remote": name]]],
            ["rules": [["local": [["groups": "{0}"]], "remote": name]]],
            ["rules": [["local": [["group": ["name": "g"]]], "remote": name]]],
            ["rules": [["local": [["group": ["id": "g", "name": "g"]]], "remote": name]]],
            ["rules": [["local": [["group": ["name": "g", "domain": [:]]]], "remote": name]]],
            ["rules": [["local": [["projects": [["name": "p"]]]], "remote": name]]],
            ["rules": [["local": [["projects": [["name": "p", "roles": [["id": "r"]]]]]], "remote": name]]],
            [
                "rules": [["local": [["projects": [["name": "p", "roles": [], "domain": ["id": "d"]]]]], "remote": name]],
                "schema_version": "1.0",
            ],
            ["rules": [["local": user, "remote": [["type": "name", "any_one_of": ["x"], "not_any_of": ["y"]]]]]],
            ["rules": [["local": user, "remote": [["type": "name", "regex": true]]]]],
            ["rules": [["local": user, "remote": [["type": "name", "whitelist": "x"]]]]],
            ["rules": [["local": user, "remote": [["type": "name", "whitelist": ["("], "regex": true]]]]],
            ["rules": [["local": user, "remote": [["any_one_of": ["x"]]]]]],
            ["rules": [["local": user, "remote": name]], "schema_version": "9"],
            ["rules": [["local": user, "remote": name]], "schema_version": 2],
            ["rules": [["local": user, "remote": name]], "more": 1],
        ] as [JSON])
    func refusesWhole(_ mapping: JSON) {
        let fault = #expect(throws: Fault.self) { try MappingRules(JSONReader(mapping)) }
        #expect(fault?.kind == .badRequest)
    }
}
