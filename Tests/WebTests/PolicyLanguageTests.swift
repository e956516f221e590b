import Core
import Testing
import Web

/// What each construct of the rule language means.
struct PolicyLanguageTests {
    static let target: PolicyTarget = [
        "user_id": "ada", "target.user.id": "ada", "target.user.enabled": true, "target.user.off": false, "target.count": 3,
        "target.ratio": 0.5, "target.domain_id": "d1", "target.nothing": nil, "target.role.name": "Member",
        "target.list": ["member"], "project_id": "p1", "tenant": "p", "number": "1",
    ]

    @Test(arguments: [
        // Constants.
        ("", true), ("@", true), ("!", false), ("not !", true), ("not @", false), ("not not @", true),
        // Roles.
        ("role:member", true), ("role:MEMBER", true), ("role:admin", false), ("role:%(target.role.name)s", true),
        ("role:%(target.missing)s", false), ("role:", false), ("role:compute:admin", false),
        // Credentials.
        ("user_id:ada", true), ("user_id:%(user_id)s", true), ("user_id:%(target.user.id)s", true),
        ("user_id:%(target.missing)s", false), ("user_id:Ada", false), ("user_name:Ada", true), ("user_domain_id:home", true),
        ("project_id:%(project_id)s", true), ("tenant_id:%(project_id)s", true), ("project_id:%(tenant)s1", true),
        ("project_id:%(tenant)s%(number)s", true), ("project_domain_id:%(target.domain_id)s", true),
        ("token.project.domain.id:%(target.domain_id)s", true), ("token.project.id:p1", true),
        ("token.user.domain.id:home", true),
        ("token.roles.name:member", true), ("token.roles.name:admin", false), ("roles:member", true), ("is_admin:True", false),
        ("is_admin:False", true), ("is_admin_project:True", true), ("system_scope:all", false),
        // What the token lacks equals no attribute, not even a null one.
        ("domain_id:%(target.domain_id)s", false), ("domain_id:%(target.nothing)s", false), ("domain_id:None", true),
        ("project_id:None", false), ("not domain_id:None", false), ("service_user_id:None", true), ("trust_id:x", false),
        // Words on the left.
        ("True:%(target.user.enabled)s", true), ("True:%(target.user.off)s", false), ("False:%(target.user.off)s", true),
        ("None:%(target.nothing)s", true), ("None:%(target.domain_id)s", false), ("None:%(target.missing)s", false),
        ("'Member':%(target.role.name)s", true), ("\"Member\":%(target.role.name)s", true),
        ("'member':%(target.role.name)s", false), ("3:%(target.count)s", true), ("'0.5':%(target.ratio)s", true),
        ("'x':x", true), ("''':%(target.role.name)s", false), ("'100%':100%%", true),
        // A list of the target is no text.
        ("'member':%(target.list)s", false),
        // Operators.
        ("role:admin or role:member", true), ("role:admin and role:member", false), ("role:reader and role:member", true),
        ("role:member and not role:admin", true), ("not role:admin and role:member", true),
        ("not role:member or role:reader", true), ("not (role:member or role:reader)", false),
        ("@ or ! and !", true), ("! and ! or @", true), ("(@ or !) and !", false), ("! or ! and @ or !", false),
        ("! or not ! and @", true), ("@ and @ and !", false), ("not ! and ! or @", true), ("((((@))))", true),
        ("( @ and ( ! or @ ) )", true), ("@ OR !", true), ("@ And @", true), ("NOT !", true),
        ("\t@\n or \n !", true),
        ("(role:member and project_id:%(project_id)s)", true), ("(not role:admin)", true),
        // References.
        ("rule:admin_required", false), ("not rule:admin_required", true), ("rule:project_member", true),
        ("rule:project_manager_or_admin", false), ("rule:owner and role:member", true),
    ])
    func check(_ text: String, _ expected: Bool) throws {
        #expect(try PolicyEngine.asks(text, .inProject, Self.target) == expected)
    }

    @Test(arguments: [
        ("system_scope:all", true), ("system:all", true), ("token.system.all:True", true), ("rule:admin_required", true),
        ("rule:system_admin", true), ("rule:system_reader", true), ("project_id:%(project_id)s", false),
        ("project_id:None", true), ("is_admin:True", true), ("rule:project_reader", false), ("role:admin", true),
    ])
    func systemToken(_ text: String, _ expected: Bool) throws {
        #expect(try PolicyEngine.asks(text, .inSystem, Self.target) == expected)
    }

    @Test(arguments: [
        ("domain_id:%(target.domain_id)s", true), ("token.domain.id:d1", true), ("domain_name:Domain", false),
        ("role:manager", true), ("not domain_id:None", true), ("project_id:None", true), ("project_domain_id:d1", false),
        ("system_scope:all", false),
    ])
    func domainToken(_ text: String, _ expected: Bool) throws {
        #expect(try PolicyEngine.asks(text, .inDomain, Self.target) == expected)
    }

    @Test(arguments: [
        (" ", "blank"), ("role:a and", "unexpected end"), ("and role:a", "unexpected 'and' as word 1"),
        ("role:a role:b", "unexpected 'role:b' as word 2"), ("(role:a", "unexpected end"),
        ("role:a)", "unexpected ')' as word 2"),
        ("()", "unexpected ')'"), ("not", "unexpected end"), ("role:a or or role:b", "unexpected 'or' as word 3"),
        ("admin", "'admin' is no check"), ("'quoted'", "is no check"), ("http://example.com/x", "not supported"),
        ("https://example.com/%(a)s", "not supported"), ("rule:nobody", "there is no rule 'nobody'"),
        ("rule:admin_requird", "did you mean 'admin_required'?"), ("rule:test", "refers to itself: test → test"),
        ("usr_id:%(user_id)s", "did you mean 'user_id'?"), ("colour:blue", "a token has no 'colour'"),
        ("'open:%(a)s", "closing quote"), ("user_id:%(user_id)", "after '%'"), ("user_id:%(user_id)d", "after '%'"),
        ("user_id:50%", "after '%'"), ("user_id:%()s", "after '%'"), ("role:%s", "after '%'"),
        (String(repeating: "(", count: 80) + "@" + String(repeating: ")", count: 80), "deeper than 64"),
    ])
    func refusal(_ text: String, _ reason: String) throws {
        let fault = try #require(throws: Fault.self) { try PolicyEngine(rules: [PolicyRule("test", text)]) }
        #expect(fault.message.contains("'test'"))
        #expect(fault.message.contains(reason), "\(fault.message)")
    }
}
