import Core
import HTTPTypes
import Store
import Testing

@testable import Identity

struct UserTests {
    @Test func aUserIsShownAsTheReferenceHasIt() async throws {
        try await Fixture.run { cloud in
            let created = try await cloud.post(
                "/v3/users",
                [
                    "user": [
                        "name": "ann", "password": "secret", "default_project_id": "demo", "email": "ann@example.org",
                        "description": "of accounts", "options": ["lock_password": true],
                    ]
                ])
            #expect(created.status == .created)
            let id = try #require(created.json["user"]?["id"]?.string)
            #expect(
                created.json == [
                    "user": [
                        "id": .string(id), "name": "ann", "domain_id": "default", "enabled": true, "default_project_id": "demo",
                        "password_expires_at": nil, "options": ["lock_password": true], "email": "ann@example.org",
                        "description": "of accounts", "links": ["self": .string("\(Fixture.base)/v3/users/\(id)")],
                    ]
                ])
            #expect(try await cloud.get("/v3/users/\(id)").json == created.json)
            #expect(try await cloud.store.read { try Users.passwordHash($0, userID: UserID(id)) }?.isEmpty == false)
        }
    }

    @Test(arguments: [
        RefusedBody(["name": "member"], 409, "Duplicate entry found with name member at domain ID default."),
        RefusedBody(["name": "n", "domain_id": "nowhere"], 404, "Could not find domain: nowhere."),
        RefusedBody(["name": "n", "default_project_id": "other"], 400, "User's default project ID cannot be a domain ID: other"),
        RefusedBody(["name": .string(String(repeating: "x", count: 256))], 400, "name"),
        RefusedBody([:], 400, "'user/name' is a required"),
        RefusedBody(["name": "n", "password": 1], 400, "'user/password'"),
        RefusedBody(["name": "n", "options": ["x": true]], 400, "options"),
        RefusedBody(["name": "n", "federated": []], 400, "federated"),
    ])
    func aWrongBodyIsRefused(body: RefusedBody) async throws {
        try await Fixture.run { cloud in
            let answer = try await cloud.post("/v3/users", ["user": body.attributes])
            #expect(answer.status.code == body.status)
            #expect(try #require(answer.message).contains(body.words), "\(answer.message ?? "")")
        }
    }

    @Test func aChangeKeepsTheRest() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.create("user", ["name": "ann", "email": "a@example.org", "default_project_id": "gone"])
            let change: JSON = ["user": ["name": "anna", "enabled": false, "default_project_id": nil, "phone": 7]]
            let changed = try await cloud.patch("/v3/users/\(id)", change).json["user"]
            #expect(changed?["name"] == "anna")
            #expect(changed?["enabled"] == false)
            #expect(changed?["email"] == "a@example.org")
            #expect(changed?["phone"] == 7)
            #expect(changed?["default_project_id"] == nil)
            let moved = try await cloud.patch("/v3/users/\(id)", ["user": ["domain_id": "other"]])
            #expect(moved.status == .badRequest)
            #expect(moved.message == "Cannot change Domain ID")
            #expect(try await cloud.patch("/v3/users/\(id)", ["user": ["name": "member"]]).status == .conflict)
            #expect(try await cloud.patch("/v3/users/none", ["user": ["name": "x"]]).message == "Could not find user: none.")
        }
    }

    @Test func aDeletedUserIsGoneEverywhere() async throws {
        try await Fixture.run { cloud in
            let group = try await cloud.create("group", ["name": "ops"])
            #expect(try await cloud.put("/v3/groups/\(group)/users/member").status == .noContent)
            #expect(try await cloud.put("/v3/projects/demo/users/member/roles/reader").status == .noContent)
            #expect(try await cloud.delete("/v3/users/member").status == .noContent)
            #expect(try await cloud.get("/v3/users/member").status == .notFound)
            #expect(try await cloud.get("/v3/groups/\(group)/users").json["users"] == [])
            #expect(try await cloud.get("/v3/role_assignments").json["role_assignments"] == [])
            #expect(try await cloud.delete("/v3/users/member").status == .notFound)
        }
    }

    // MARK: Passwords

    @Test func usersChangeTheirOwnPasswordWithTheOldOne() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.create("user", ["name": "ann", "password": "old"])
            let path = "/v3/users/\(id)/password"
            let wrong = try await cloud.post(path, ["user": ["original_password": "bad", "password": "new"]], as: nil)
            #expect(wrong.status == .unauthorized)
            let right: JSON = ["user": ["original_password": "old", "password": "new"]]
            #expect(try await cloud.post(path, right, as: nil).status == .noContent)
            #expect(try await cloud.post(path, right, as: nil).status == .unauthorized, "the old one no longer holds")
            #expect(try await cloud.post("/v3/users/none/password", right, as: nil).status == .unauthorized)
            #expect(try await cloud.post(path, ["user": ["password": "x"]], as: nil).status == .badRequest)
        }
    }

    @Test func aLockedPasswordIsForAdministrators() async throws {
        try await Fixture.run { cloud in
            let locked: JSON = ["name": "ann", "password": "old", "options": ["lock_password": true]]
            let path = "/v3/users/\(try await cloud.create("user", locked))"
            let change: JSON = ["user": ["original_password": "old", "password": "new"]]
            let refused = try await cloud.post("\(path)/password", change, as: nil)
            #expect(refused.status == .badRequest)
            #expect(try #require(refused.message).hasPrefix("You cannot change your password at this time"))
            #expect(try await cloud.patch(path, ["user": ["options": ["lock_password": nil]]]).json["user"]?["options"] == [:])
            #expect(try await cloud.post("\(path)/password", change, as: nil).status == .noContent)
        }
    }

    @Test func whatEndsTheTokensOfAUser() async throws {
        try await Fixture.run { cloud async throws in
            func since() async throws -> Timestamp? {
                try await cloud.store.read { try Users.get($0, UserID("member")).tokensSince }
            }
            #expect(try await cloud.patch("/v3/users/member", ["user": ["name": "other"]]).status == .ok)
            #expect(try await since() == nil)
            cloud.time.advance(by: .seconds(5))
            #expect(try await cloud.patch("/v3/users/member", ["user": ["password": "new"]]).status == .ok)
            let changed = cloud.time.now
            #expect(try await since() == changed)
            cloud.time.advance(by: .seconds(5))
            #expect(try await cloud.patch("/v3/users/member", ["user": ["enabled": false]]).status == .ok)
            let disabled = cloud.time.now
            #expect(try await since() == disabled)
            cloud.time.advance(by: .seconds(5))
            #expect(try await cloud.patch("/v3/users/member", ["user": ["enabled": true]]).status == .ok)
            #expect(try await since() == disabled)
        }
    }

    // MARK: Lists

    @Test func listsFilterAndPage() async throws {
        try await Fixture.run { cloud in
            for (query, names) in [
                ("?name=member", ["member"]), ("?domain_id=other", ["stranger"]), ("?enabled=0", []),
                ("?name__startswith=system", ["system-admin", "system-reader"]),
            ] {
                #expect(try await cloud.get("/v3/users\(query)").column("users") == names, "\(query)")
            }
            let page = try await cloud.get("/v3/users?limit=3")
            #expect(page.column("users").count == 3)
            #expect(page.json["truncated"] == true)
            #expect(try await cloud.get("/v3/users?limit=x").status == .badRequest)
            #expect(try await cloud.get("/v3/users").column("users") == Personas.names.sorted())
        }
    }

    @Test func theProjectsAndGroupsOfAUser() async throws {
        try await Fixture.run { cloud in
            let group = try await cloud.create("group", ["name": "ops"])
            #expect(try await cloud.put("/v3/groups/\(group)/users/member").status == .noContent)
            #expect(try await cloud.put("/v3/projects/demo/groups/\(group)/roles/reader").status == .noContent)
            let inherited = "/v3/OS-INHERIT/domains/other/users/member/roles/reader/inherited_to_projects"
            #expect(try await cloud.put(inherited).status == .noContent)
            #expect(try await cloud.get("/v3/users/member/projects", as: "member").column("projects") == ["Demo", "Far"])
            #expect(try await cloud.get("/v3/users/member/projects?name=Far").column("projects") == ["Far"])
            #expect(try await cloud.get("/v3/users/member/groups", as: "member").column("groups") == ["ops"])
            #expect(try await cloud.get("/v3/users/member/projects", as: "reader").status == .forbidden)
            #expect(try await cloud.get("/v3/users/member/groups", as: "reader").status == .forbidden)
            #expect(try await cloud.get("/v3/users/none/projects").status == .notFound)
            #expect(try await cloud.get("/v3/users/none/groups").status == .notFound)
        }
    }

    // MARK: Who may

    @Test(arguments: [
        ("admin", 200, 200, 201), ("system-admin", 200, 200, 201), ("system-reader", 200, 200, 403),
        ("domain-manager", 200, 200, 201), ("domain-reader", 200, 200, 403), ("manager", 403, 403, 403),
        ("reader", 403, 200, 403), ("stranger", 200, 403, 403), ("nobody", 403, 403, 403), (nil, 401, 401, 401),
    ])
    func personas(token: String?, list: Int, show: Int, create: Int) async throws {
        try await Fixture.run { cloud async throws in
            #expect(try await cloud.get("/v3/users", as: token).status.code == list)
            #expect(try await cloud.get("/v3/users/reader", as: token).status.code == show)
            let new: JSON = ["user": ["name": "new", "domain_id": "default"]]
            #expect(try await cloud.post("/v3/users", new, as: token).status.code == create)
            let change = create == 201 ? 200 : create
            #expect(try await cloud.patch("/v3/users/reader", ["user": ["name": "x"]], as: token).status.code == change)
            let delete = create == 201 ? 204 : create
            #expect(try await cloud.delete("/v3/users/reader", as: token).status.code == delete)
        }
    }
}
