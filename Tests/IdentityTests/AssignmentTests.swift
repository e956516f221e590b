import Core
import HTTPTypes
import Store
import Testing
import Web

@testable import Identity

struct AssignmentTests {
    // MARK: Grants

    @Test(arguments: [
        "projects/demo/users/member", "projects/demo/groups/GROUP", "domains/other/users/member", "domains/other/groups/GROUP",
        "system/users/member", "system/groups/GROUP",
    ])
    func aGrantIsMadeSeenAndRevoked(place: String) async throws {
        try await Fixture.run { cloud in
            let group = try await cloud.create("group", ["name": "ops"])
            let roles = "/v3/\(place.replacing("GROUP", with: group))/roles"
            #expect(try await cloud.get("\(roles)/reader").status == .notFound)
            for _ in 1...2 { #expect(try await cloud.put("\(roles)/reader").status == .noContent) }
            #expect(try await cloud.get("\(roles)/reader").status == .noContent)
            #expect(try await cloud.send(.head, "\(roles)/reader").status == .noContent)
            let listed = try await cloud.get(roles)
            #expect(listed.column("roles") == ["reader"])
            #expect(
                listed.json["links"] == ["next": nil, "self": .string("\(Fixture.base)\(roles)"), "previous": nil])
            #expect(try await cloud.delete("\(roles)/reader").status == .noContent)
            #expect(try await cloud.delete("\(roles)/reader").status == .notFound)
            #expect(try await cloud.put("\(roles)/none").message == "Could not find role: none.")
        }
    }

    @Test(arguments: [
        "projects/demo/users/member", "projects/demo/groups/GROUP", "domains/other/users/member", "domains/other/groups/GROUP",
    ])
    func aGrantForWhatIsBelow(place: String) async throws {
        try await Fixture.run { cloud in
            let group = try await cloud.create("group", ["name": "ops"])
            let roles = "/v3/OS-INHERIT/\(place.replacing("GROUP", with: group))/roles"
            let one = "\(roles)/reader/inherited_to_projects"
            #expect(try await cloud.get(one).status == .notFound)
            #expect(try await cloud.put(one).status == .noContent)
            #expect(try await cloud.get(one).status == .noContent)
            #expect(try await cloud.send(.head, one).status == .noContent)
            if place.hasPrefix("domains") {
                #expect(try await cloud.get("\(roles)/inherited_to_projects").column("roles") == ["reader"])
            }
            let direct = roles.replacing("/OS-INHERIT", with: "")
            #expect(try await cloud.get(direct).column("roles") == [], "it is another assignment than the direct one")
            #expect(try await cloud.delete(one).status == .noContent)
            #expect(try await cloud.delete(one).status == .notFound)
        }
    }

    @Test func whatMustExist() async throws {
        try await Fixture.run { cloud in
            for (path, message) in [
                ("projects/none/users/member", "Could not find project: none."),
                ("domains/demo/users/member", "Could not find domain: demo."),
                ("projects/demo/users/none", "Could not find user: none."), ("system/groups/none", "Could not find group: none."),
            ] {
                #expect(try await cloud.put("/v3/\(path)/roles/reader").message == message)
                #expect(try await cloud.get("/v3/\(path)/roles").message == message)
            }
            let absent = try await cloud.delete("/v3/projects/demo/users/member/roles/reader")
            #expect(
                absent.message == "Could not find role assignment with role: reader, user or group: member, project, domain, "
                    + "or system: demo.")
        }
    }

    @Test func aRoleOfADomainStaysThere() async throws {
        try await Fixture.run { cloud in
            let role = try await cloud.create("role", ["name": "local", "domain_id": "other"])
            #expect(try await cloud.put("/v3/projects/far/users/member/roles/\(role)").status == .noContent)
            let refused = try await cloud.put("/v3/projects/demo/users/member/roles/\(role)")
            #expect(refused.status == .forbidden)
            #expect(refused.message == "Project demo must be in the same domain as the role \(role) being assigned.")
        }
    }

    @Test(arguments: [
        ("admin", 204, 200, 204), ("system-admin", 204, 200, 204), ("system-reader", 403, 200, 403),
        ("domain-manager", 204, 200, 403), ("domain-reader", 403, 200, 403), ("manager", 403, 403, 403),
        ("stranger", 403, 403, 403), (nil, 401, 401, 401),
    ])
    func personas(token: String?, member: Int, list: Int, admin: Int) async throws {
        try await Fixture.run { cloud async throws in
            let roles = "/v3/projects/demo/users/reader/roles"
            #expect(try await cloud.put("\(roles)/member", as: token).status.code == member)
            #expect(try await cloud.get(roles, as: token).status.code == list)
            #expect(try await cloud.put("\(roles)/admin", as: token).status.code == admin, "managers do not make administrators")
            #expect(try await cloud.delete("\(roles)/member", as: token).status.code == member)
            let system = token == nil ? 401 : admin
            #expect(try await cloud.put("/v3/system/users/reader/roles/reader", as: token).status.code == system)
            let far = token == "domain-manager" ? 403 : member
            #expect(try await cloud.put("/v3/projects/far/users/reader/roles/member", as: token).status.code == far)
        }
    }

    // MARK: Effective roles

    /// Who is given what, and what a token of `member` then carries for demo, its child, far, the domains and the system.
    @Test(
        arguments: [
            ([], [:]),
            (["projects/demo/users/member/roles/reader"], ["demo": ["reader"]]),
            (["projects/demo/users/member/roles/manager"], ["demo": ["manager", "member", "reader"]]),
            (["projects/demo/groups/ops/roles/member"], ["demo": ["member", "reader"]]),
            (["projects/demo/users/reader/roles/reader"], [:]),
            (["OS-INHERIT/projects/demo/users/member/roles/reader/inherited_to_projects"], ["child": ["reader"]]),
            (
                ["OS-INHERIT/domains/default/users/member/roles/reader/inherited_to_projects"],
                ["demo": ["reader"], "child": ["reader"]]
            ),
            (["OS-INHERIT/domains/other/groups/ops/roles/member/inherited_to_projects"], ["far": ["member", "reader"]]),
            (["domains/default/users/member/roles/reader"], ["default": ["reader"]]),
            (["domains/default/groups/ops/roles/member"], ["default": ["member", "reader"]]),
            (["system/users/member/roles/reader"], ["system": ["reader"]]),
            (["system/groups/ops/roles/admin"], ["system": ["admin", "manager", "member", "reader"]]),
            (["projects/demo/users/member/roles/local"], ["demo": ["reader"]]),
            (
                [
                    "projects/child/users/member/roles/reader",
                    "OS-INHERIT/domains/default/groups/ops/roles/member/inherited_to_projects",
                ],
                ["demo": ["member", "reader"], "child": ["member", "reader"]]
            ),
        ] as [([String], [String: [String]])])
    func effectiveRoles(grants: [String], roles: [String: [String]]) async throws {
        try await Fixture.run { cloud in
            try await Self.prepare(cloud)
            for grant in grants { #expect(try await cloud.put("/v3/\(grant)").status == .noContent, "\(grant)") }
            let scopes: [String: Caller.Scope] = [
                "demo": .project("demo"), "child": .project("child"), "far": .project("far"), "system": .system,
                "default": .domain(DomainID("default"), name: "Default"), "other": .domain(DomainID("other"), name: "Other"),
                "nowhere": .unscoped,
            ]
            for (name, scope) in scopes {
                let found = try await cloud.store.read { s in
                    try Assignments.effectiveRoles(s, userID: UserID("member"), scope: scope).map(\.name)
                }
                #expect(found == roles[name] ?? [], "\(name)")
            }
            let listed =
                try await cloud.get("/v3/role_assignments?effective&user.id=member").json["role_assignments"]?.array ?? []
            let pairs = Set(listed.map { Self.summary($0) })
            let expected = Set(roles.flatMap { scope, names in names.map { "\(scope) \($0)" } })
            #expect(pairs == expected, "the list and the token agree")
        }
    }

    @Test func rolesThatImplyEachOtherEnd() async throws {
        try await Fixture.run { cloud in
            #expect(try await cloud.put("/v3/roles/reader/implies/manager").status == .created)
            #expect(try await cloud.put("/v3/projects/demo/users/member/roles/reader").status == .noContent)
            let roles = try await cloud.store.read {
                try Assignments.effectiveRoles($0, userID: UserID("member"), scope: .project("demo")).map(\.name)
            }
            #expect(roles == ["manager", "member", "reader"])
            let listed = try await cloud.get("/v3/role_assignments?effective&user.id=member")
            #expect(Set(listed.json["role_assignments"]?.array?.map(Self.summary) ?? []).count == 3)
        }
    }

    // MARK: The list

    @Test func assignmentsAreShownAsTheReferenceHasThem() async throws {
        try await Fixture.run { cloud in
            try await Self.prepare(cloud)
            #expect(try await cloud.put("/v3/projects/demo/users/member/roles/reader").status == .noContent)
            let path = "/v3/role_assignments?user.id=member"
            let plain = try await cloud.get(path)
            let link = JSON.string("\(Fixture.base)/v3/projects/demo/users/member/roles/reader")
            #expect(
                plain.json == [
                    "role_assignments": [
                        [
                            "user": ["id": "member"], "role": ["id": "reader"], "scope": ["project": ["id": "demo"]],
                            "links": ["assignment": link],
                        ]
                    ],
                    "links": ["next": nil, "self": .string(Fixture.base + path), "previous": nil],
                ])
            let named = try await cloud.get("\(path)&include_names=true").json["role_assignments"]?[0]
            let home: JSON = ["id": "default", "name": "Default"]
            #expect(
                named == [
                    "user": ["id": "member", "name": "member", "domain": home], "role": ["id": "reader", "name": "reader"],
                    "scope": ["project": ["id": "demo", "name": "Demo", "domain": home]], "links": ["assignment": link],
                ])
        }
    }

    @Test func effectiveLinesSayWhereTheyComeFrom() async throws {
        try await Fixture.run { cloud in
            try await Self.prepare(cloud)
            let inherited = "/v3/OS-INHERIT/domains/other/groups/ops/roles/member/inherited_to_projects"
            #expect(try await cloud.put(inherited).status == .noContent)
            let lines = try await cloud.get("/v3/role_assignments?effective=1").json["role_assignments"]?.array ?? []
            let direct = lines.first { $0["role"]?["id"] == "member" }
            #expect(direct?["user"]?["id"] == "member")
            #expect(direct?["group"] == nil)
            #expect(direct?["scope"] == ["project": ["id": "far"], "OS-INHERIT:inherited_to": "projects"])
            #expect(
                direct?["links"] == [
                    "assignment": .string(Fixture.base + inherited),
                    "membership": .string("\(Fixture.base)/v3/groups/ops/users/member"),
                ])
            let implied = lines.first { $0["role"]?["id"] == "reader" }
            #expect(implied?["links"]?["assignment"] == .string(Fixture.base + inherited))
            #expect(implied?["links"]?["prior_role"] == .string("\(Fixture.base)/v3/prior_role/reader/implies/member"))
            #expect(lines.count == 2)
        }
    }

    @Test(arguments: [
        (
            "",
            [
                "demo member reader", "other ops member", "default domain-reader reader", "system member reader",
                "child member member",
            ]
        ),
        ("?user.id=member", ["demo member reader", "system member reader", "child member member"]),
        ("?group.id=ops", ["other ops member"]), ("?role.id=member", ["other ops member", "child member member"]),
        ("?scope.project.id=demo", ["demo member reader"]), ("?scope.domain.id=default", ["default domain-reader reader"]),
        ("?scope.system=all", ["system member reader"]),
        ("?scope.project.id=demo&include_subtree", ["demo member reader", "child member member"]),
        ("?scope.OS-INHERIT:inherited_to=projects", ["other ops member"]),
        ("?effective&role.id=member", ["far member member", "child member member"]),
        ("?effective&scope.project.id=child", ["child member member", "child member reader"]),
        ("?effective&scope.OS-INHERIT:inherited_to=projects", ["far member member", "far member reader"]),
        ("?effective&scope.domain.id=default", ["default domain-reader reader"]),
        ("?user.id=none", []),
    ])
    func filters(query: String, expected: [String]) async throws {
        try await Fixture.run { cloud in
            try await Self.prepare(cloud)
            for grant in [
                "projects/demo/users/member/roles/reader", "projects/child/users/member/roles/member",
                "domains/default/users/domain-reader/roles/reader", "system/users/member/roles/reader",
                "OS-INHERIT/domains/other/groups/ops/roles/member/inherited_to_projects",
            ] {
                #expect(try await cloud.put("/v3/\(grant)").status == .noContent)
            }
            let answer = try await cloud.get("/v3/role_assignments\(query)")
            #expect(answer.status == .ok)
            let lines = (answer.json["role_assignments"]?.array ?? []).map(Self.line)
            #expect(lines.sorted() == expected.sorted())
        }
    }

    @Test(arguments: [
        ("user.id=a&group.id=b", "Specify a user or group, not both"),
        ("scope.project.id=a&scope.domain.id=b", "Specify a domain or project, not both"),
        ("scope.system=all&scope.domain.id=b", "Specify system or domain, not both"),
        ("scope.system=all&scope.project.id=b", "Specify system or project, not both"),
        ("effective&group.id=b", "Combining effective and group filter will always result in an empty list."),
        ("include_subtree", "scope.project.id must be specified if include_subtree is also specified"),
        (
            "effective&scope.domain.id=b&scope.OS-INHERIT:inherited_to=projects",
            "Combining effective, domain and inherited filters will always result in an empty list."
        ),
    ])
    func whatCannotBeAskedFor(query: String, message: String) async throws {
        try await Fixture.run { cloud in
            let answer = try await cloud.get("/v3/role_assignments?\(query)")
            #expect(answer.status == .badRequest)
            #expect(answer.message == message)
        }
    }

    @Test(arguments: [
        ("admin", 200, 2), ("system-reader", 200, 2), ("domain-reader", 200, 1), ("stranger", 200, 1), ("manager", 403, 0),
        (nil, 401, 0),
    ])
    func whoMayListThem(token: String?, status: Int, count: Int) async throws {
        try await Fixture.run { cloud in
            for project in ["demo", "far"] {
                #expect(try await cloud.put("/v3/projects/\(project)/users/member/roles/reader").status == .noContent)
            }
            let answer = try await cloud.get("/v3/role_assignments", as: token)
            #expect(answer.status.code == status)
            #expect(answer.json["role_assignments"]?.array?.count ?? 0 == count)
            let tree = try await cloud.get("/v3/role_assignments?include_subtree&scope.project.id=demo", as: token)
            #expect(tree.status.code == (token == "stranger" ? 403 : status))
        }
    }

    // MARK: Helpers

    /// The group `ops` with the user `member`, the project `child` below demo, and the role `local` of the domain, which implies
    /// reader.
    private static func prepare(_ cloud: Fixture) async throws {
        try await cloud.store.write { tx in
            _ = try Groups.create(tx, Group(id: GroupID("ops"), name: "ops", domainID: DomainID("default")))
            try Groups.add(tx, UserID("member"), to: GroupID("ops"))
            _ = try Projects.create(
                tx,
                Project(id: ProjectID("child"), name: "child", domainID: DomainID("default"), parentID: ProjectID("demo")))
            _ = try Roles.create(tx, Role(id: RoleID("local"), name: "local", domainID: DomainID("default")))
            _ = try ImpliedRoles.create(tx, RoleID("local"), RoleID("reader"))
        }
    }

    private static func scope(_ entry: JSON) -> String {
        let scope = entry["scope"]
        return scope?["project"]?["id"]?.string ?? scope?["domain"]?["id"]?.string ?? "system"
    }

    private static func summary(_ entry: JSON) -> String { "\(scope(entry)) \(entry["role"]?["id"]?.string ?? "")" }

    private static func line(_ entry: JSON) -> String {
        let actor = entry["user"]?["id"]?.string ?? entry["group"]?["id"]?.string ?? ""
        return "\(scope(entry)) \(actor) \(entry["role"]?["id"]?.string ?? "")"
    }
}

extension Caller.Scope {
    fileprivate static func project(_ id: String) -> Caller.Scope {
        .project(ProjectID(id), name: id, domainID: DomainID("default"), domainName: "Default")
    }
}
