import Core
import HTTPTypes
import Testing
import Web

@testable import Image

/// Walks the route table: no route without an authorisation, none that serves a stranger.
struct RouteAuthorizationTests {
    private static let open: Set = ["GET /", "GET /versions", "GET /v2"]

    @Test func everyRuleIsKnownAndNoRouteIsDefinedTwice() async throws {
        try await Fixture.run { cloud in
            let policy = try PolicyEngine(rules: ImageService.policy)
            let routes = cloud.service.routes
            #expect(routes.count > 25)
            for route in routes {
                if case .rule(let name) = route.policy { #expect(policy.knows(name), "\(Self.label(route)) asks for \(name)") }
            }
            #expect(Set(routes.map(Self.label)).count == routes.count)
            #expect(Set(routes.filter { $0.policy == .anyone }.map(Self.label)) == Self.open)
        }
    }

    @Test(arguments: [nil, "", "no such token"])
    func strangersAreRefused(_ token: String?) async throws {
        try await Fixture.run { cloud in
            for route in cloud.service.routes {
                let path = route.path.split(separator: "/", omittingEmptySubsequences: false)
                    .map { $0.hasPrefix("{") ? "x" : String($0) }.joined(separator: "/")
                let answer = try await cloud.send(route.method, path, as: token)
                #expect((answer.status == .unauthorized) == (route.policy != .anyone), "\(Self.label(route)): \(answer.status)")
                #expect(answer.status.code < 500)
            }
        }
    }

    /// What nobody may see does not exist, whatever is asked of it.
    @Test func imagesOfOthersAreNotFound() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.activeImage(["visibility": "private"])
            for route in cloud.service.routes where route.path.contains("{image_id}") {
                let path = route.path.replacing("{image_id}", with: id).replacing("{member_id}", with: "other")
                    .replacing("{tag}", with: "x").replacing("{store_id}", with: "file")
                let answer = try await cloud.send(route.method, path, as: "guest")
                #expect(answer.status == .notFound, "\(Self.label(route)): \(answer.status)")
            }
            #expect(try await cloud.show(id)["status"] == "active")
        }
    }

    /// What a reader of the project sees but must not touch.
    @Test func readersOnlyRead() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.activeImage()
            #expect(try await cloud.get("/v2/images/\(id)", as: "reader").status == .ok)
            for answer in [
                try await cloud.post("/v2/images", .object(Fixture.plain), as: "reader"),
                try await cloud.patch(id, [["op": "replace", "path": "/name", "value": "x"]], as: "reader"),
                try await cloud.delete("/v2/images/\(id)", as: "reader"),
                try await cloud.get("/v2/images/\(id)/file", as: "reader"),
                try await cloud.upload(id, [1], as: "reader"),
                try await cloud.put("/v2/images/\(id)/tags/x", as: "reader"),
                try await cloud.post("/v2/images/\(id)/members", ["member": "other"], as: "reader"),
                try await cloud.post("/v2/images/\(id)/actions/deactivate", [:], as: "reader"),
                try await cloud.get("/v2/images", as: "nobody"),
                try await cloud.get("/v2/info/stores/detail", as: "member"),
                try await cloud.get("/v2/tasks", as: "member"),
            ] {
                #expect(answer.status == .forbidden, "\(answer.json.text)")
            }
        }
    }

    private static func label(_ route: Route) -> String { "\(route.method) \(route.path)" }
}
