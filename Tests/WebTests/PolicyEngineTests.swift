import Core
import Testing
import Web

/// Defaults, overrides and scopes.
struct PolicyEngineTests {
    private func engine() throws -> PolicyEngine {
        try PolicyEngine(rules: [
            PolicyRule("identity:get_region", ""),
            PolicyRule("identity:create_region", "rule:admin_required", scopes: [.system, .project]),
            PolicyRule("identity:list_regions", "rule:identity:get_region"),
        ])
    }

    private func allows(_ engine: PolicyEngine, _ rule: String, _ caller: Caller = .inProject) -> Bool {
        engine.check(rule, caller: caller, target: [:])
    }

    @Test func unknownRuleAllowsNobody() throws {
        #expect(try !allows(engine(), "identity:no_such_rule", .inSystem))
        #expect(try !engine().knows("identity:no_such_rule"))
        #expect(try engine().knows("identity:get_region"))
    }

    @Test(arguments: [
        (Caller.Scope.system, true), (.unscoped, true), (.domain(DomainID("d1"), name: "d"), false),
        (.project(ProjectID("p1"), name: "p", domainID: DomainID("d1"), domainName: "d"), true),
    ])
    func ruleAcceptsOnlyItsScopes(_ scope: Caller.Scope, _ expected: Bool) throws {
        #expect(try allows(engine(), "identity:create_region", .test(scope, roles: ["admin"])) == expected)
        #expect(try allows(engine(), "identity:get_region", .test(scope)))
    }

    @Test func overrideKeepsTheScopes() throws {
        let engine = try engine()
        try engine.load(overrides: [("a.yaml", "identity:create_region: '@'")])
        #expect(allows(engine, "identity:create_region"))
        #expect(!allows(engine, "identity:create_region", .inDomain))
    }

    @Test func defaultsMustBeRight() throws {
        #expect(throws: Fault.self) { try PolicyEngine(rules: [PolicyRule("a", "rule:b"), PolicyRule("b", "rule:a")]) }
        #expect(throws: Fault.self) { try PolicyEngine(rules: [PolicyRule("a", "@"), PolicyRule("a", "!")]) }
        #expect(throws: Fault.self) { try PolicyEngine(rules: [PolicyRule("owner", "@")]) }
        #expect(throws: Never.self) { try PolicyEngine(rules: [PolicyRule("a", "@"), PolicyRule("a", "@")]) }
    }

    @Test func overridesReplaceAndGoAway() throws {
        let engine = try engine()
        try engine.load(overrides: [
            ("a.yaml", "identity:get_region: role:reader"), ("b.json", #"{"admin_required": "role:member"}"#),
        ])
        #expect(!allows(engine, "identity:get_region", .inDomain))
        #expect(!allows(engine, "identity:list_regions", .inDomain))
        #expect(allows(engine, "identity:create_region"))
        try engine.load(overrides: [])
        #expect(allows(engine, "identity:get_region", .inDomain))
        #expect(!allows(engine, "identity:create_region"))
    }

    @Test func helperRulesOfAFileAreUsed() throws {
        let engine = try engine()
        try engine.load(overrides: [("a.yaml", "support: role:support\nidentity:get_region: (rule:support)\n")])
        #expect(!allows(engine, "identity:get_region"))
        #expect(allows(engine, "identity:get_region", .test(roles: ["support"])))
    }

    @Test(arguments: [
        (#"{"identity:get_region": []}"#, true), (#"{"identity:get_region": [[]]}"#, false),
        (#"{"identity:get_region": ["role:nobody", "role:member"]}"#, true),
        (#"{"identity:get_region": [["role:reader", "role:member"]]}"#, true),
        (#"{"identity:get_region": [["role:reader", "role:nobody"], ["!"]]}"#, false),
        (#"{"identity:get_region": [["role:nobody"], "rule:owner", ["@"]]}"#, true),
        (#"{"identity:get_region": ""}"#, true),
        ("identity:get_region:\n- - role:nobody\n- - role:member\n  - role:reader\n", true),
        ("# nothing but a remark\n", true), ("", true), ("{}", true),
    ])
    func listsAndEmptyFiles(_ text: String, _ expected: Bool) throws {
        let engine = try engine()
        try engine.load(overrides: [("policy.\(text.hasPrefix("{\"") ? "json" : "yaml")", text)])
        #expect(allows(engine, "identity:get_region") == expected)
    }

    @Test(arguments: [
        ("a.yaml", "# one\nidentity:get_regoin: '@'\n", "a.yaml:2: ", "did you mean 'identity:get_region'?"),
        ("a.yaml", "\"identity:get_region\":\n  role:a and\n", "a.yaml:1: ", "unexpected end"),
        ("a.yaml", "identity:list_regions: '@'\n\n'identity:get_region' : 'rule:nobody'", "a.yaml:3: ", "no rule 'nobody'"),
        ("a.yaml", "admin_required: rule:owner\nowner: rule:admin_required", "a.yaml:", "refers to itself"),
        ("a.yaml", "identity:get_region: rule:identity:list_regions", "a.yaml:1: ", "refers to itself"),
        ("a.yaml", "identity:get_region:\n", "a.yaml:1: ", "no check is given"),
        ("a.yaml", "identity:get_region: 5\n", "a.yaml:1: ", "not 5"),
        ("a.yaml", "identity:get_region: [[5]]\n", "a.yaml:1: ", "5 is not a check"),
        ("a.yaml", "identity:get_region: {a: b}\n", "a.yaml:1: ", "text or a list"),
        ("a.yaml", "identity:get_region: http://example.com/\n", "a.yaml:1: ", "not supported"),
        ("a.yaml", "- role:admin\n", "a.yaml:", "must be an object"),
        ("a.yaml", "a: b: c\n", "a.yaml: 1:5: ", "not allowed in this context"),
        ("a.yaml", "owner: '@'\nowner: '!'\n", "a.yaml:", "duplicate"),
        ("a.json", "{\n\"owner\": \"@\",\n}", "a.json:3: ", "expected a key"),
        ("a.json", "{\n \"owner\": \"@\",\n \"ownr\": \"@\"}", "a.json:3: ", "did you mean 'owner'?"),
    ])
    func wrongFileChangesNothing(_ file: String, _ text: String, _ place: String, _ reason: String) throws {
        let engine = try engine()
        try engine.load(overrides: [("good.yaml", "identity:create_region: role:member")])
        let fault = try #require(throws: Fault.self) {
            try engine.load(overrides: [("good.yaml", "identity:create_region: '!'"), (file, text)])
        }
        #expect(fault.message.hasPrefix(place), "\(fault.message)")
        #expect(fault.message.contains(reason), "\(fault.message)")
        #expect(allows(engine, "identity:create_region"))
    }

    @Test func twoFilesMayNotOverrideOneRule() throws {
        let fault = try #require(throws: Fault.self) {
            try engine().load(overrides: [("a.yaml", "owner: '@'"), ("b.yaml", "\nowner: '!'")])
        }
        #expect(fault.message == "b.yaml:2: rule 'owner': already overridden in a.yaml.")
    }

    /// Readers on other threads see the old rules or the new ones, never a mixture.
    @Test func swapIsAtomic() async throws {
        let engine = try engine()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for round in 0..<200 {
                    let check = round.isMultiple(of: 2) ? "!" : "@"
                    try engine.load(overrides: [("a.yaml", "owner: '\(check)'\nidentity:get_region: not rule:owner")])
                }
                try engine.load(overrides: [])
            }
            for _ in 0..<2 {
                group.addTask { for _ in 0..<2000 { _ = engine.check("identity:get_region", caller: .inProject, target: [:]) } }
            }
            try await group.waitForAll()
        }
        #expect(allows(engine, "identity:get_region"))
    }
}
