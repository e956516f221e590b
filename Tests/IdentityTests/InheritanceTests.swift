import Core
import HTTPTypes
import Testing

@testable import Identity

/// OS-INHERIT where it ends up: in the tokens for projects below, and in the list of assignments.
struct InheritanceTests {
    private static func project(
        _ cloud: AuthCloud, _ admin: String, _ name: String, below parent: String, in domain: String = "default"
    ) async throws -> String {
        let body: JSON = [
            "project": ["name": .string(name), "parent_id": .string(parent), "domain_id": .string(domain)]
        ]
        let answer = try await cloud.send(.post, "/v3/projects", token: admin, body: body)
        #expect(answer.status == .created, "\(answer.json.text)")
        return try #require(answer.json["project"]?["id"]?.string)
    }

    private static func roleID(_ cloud: AuthCloud, _ admin: String, _ name: String) async throws -> String {
        let answer = try await cloud.send(.get, "/v3/roles?name=\(name)", token: admin)
        return try #require(answer.json["roles"]?[0]?["id"]?.string)
    }

    /// The role holds on every level below, also on what is made later, and not where it was given.
    @Test(arguments: ["users", "groups"])
    func tokensForProjectsBelow(_ actor: String) async throws {
        let cloud = try await AuthCloud()
        let admin = try await cloud.adminToken()
        let reader = try await Self.roleID(cloud, admin, "reader")
        let top = try await Self.project(cloud, admin, "top", below: "default")
        let child = try await Self.project(cloud, admin, "child", below: top)
        var actorID = cloud.bob.id.string
        if actor == "groups" {
            let group = try await cloud.send(.post, "/v3/groups", token: admin, body: ["group": ["name": "below"]])
            actorID = try #require(group.json["group"]?["id"]?.string)
            let member = "/v3/groups/\(actorID)/users/\(cloud.bob.id)"
            #expect(try await cloud.send(.put, member, token: admin).status == .noContent)
            #expect(try await cloud.send(.head, member, token: admin).status == .noContent)
        }
        let grant = "/v3/OS-INHERIT/projects/\(top)/\(actor)/\(actorID)/roles/\(reader)/inherited_to_projects"
        #expect(try await cloud.send(.head, grant, token: admin).status == .notFound)
        #expect(try await cloud.send(.put, grant, token: admin).status == .noContent)
        #expect(try await cloud.send(.head, grant, token: admin).status == .noContent)
        let deep = try await Self.project(cloud, admin, "deep", below: child)
        for (project, roles) in [(top, nil), (child, ["reader"]), (deep, ["reader"])] as [(String, [JSON]?)] {
            let scope: JSON = ["project": ["id": .string(project)]]
            let answer = try await cloud.issue(AuthCloud.login(cloud.user(cloud.bob), scope: scope))
            #expect(answer.token["roles"]?.array?.compactMap { $0["name"] } == roles)
        }
        let token = try await cloud.token(cloud.user(cloud.bob), scope: ["project": ["id": .string(deep)]])
        #expect(try await cloud.use(token) == .ok)
        #expect(try await cloud.send(.delete, grant, token: admin).status == .noContent)
        #expect(try await cloud.use(token) == .unauthorized)
    }

    @Test func effectiveAssignmentsSayNamesAndWhereTheyComeFrom() async throws {
        let cloud = try await AuthCloud()
        let admin = try await cloud.adminToken()
        let member = try await Self.roleID(cloud, admin, "member"), reader = try await Self.roleID(cloud, admin, "reader")
        let child = try await Self.project(cloud, admin, "child", below: cloud.lab.id.string, in: cloud.acme.id.string)
        let roles = "/v3/OS-INHERIT/domains/\(cloud.acme.id)/users/\(cloud.bob.id)/roles"
        let grant = "\(roles)/\(member)/inherited_to_projects"
        #expect(try await cloud.send(.put, grant, token: admin).status == .noContent)
        let stored = try await cloud.send(
            .get, "/v3/role_assignments?user.id=\(cloud.bob.id)&scope.OS-INHERIT:inherited_to=projects&include_names",
            token: admin)
        let acme: JSON = ["id": .string(cloud.acme.id.string), "name": "acme"]
        #expect(
            stored.json["role_assignments"] == [
                [
                    "role": ["id": .string(member), "name": "member"],
                    "user": ["id": .string(cloud.bob.id.string), "name": "bob", "domain": acme],
                    "scope": ["domain": acme, "OS-INHERIT:inherited_to": "projects"],
                    "links": ["assignment": .string("http://localhost/identity" + grant)],
                ]
            ])
        let effective = try await cloud.send(
            .get, "/v3/role_assignments?user.id=\(cloud.bob.id)&scope.project.id=\(child)&effective&include_names",
            token: admin)
        let lines = effective.json["role_assignments"]?.array ?? []
        #expect(lines.map { $0["role"]?["name"] } == ["member", "reader"])
        for line in lines {
            #expect(
                line["scope"] == [
                    "project": ["id": .string(child), "name": "child", "domain": acme],
                    "OS-INHERIT:inherited_to": "projects",
                ])
            #expect(line["links"]?["assignment"]?.string == "http://localhost/identity" + grant)
        }
        #expect(lines.last?["role"]?["id"]?.string == reader)
    }
}
