import HTTPTypes
import Testing
import Web

@testable import Fleet

/// Walks the route table: no route without an authorisation, none that serves a stranger, or anybody but administrators.
struct RouteAuthorizationTests {
    /// What a new host asks before it has a certificate: whom to trust, and with a join token to be let in.
    private static let open: Set = ["POST /enrol", "GET /ca"]

    @Test func everyRuleIsKnownAndNoRouteIsDefinedTwice() async throws {
        try await TestCloud.run { _, running in
            let policy = try PolicyEngine(rules: Fleet.policy)
            let routes = running.fleet.routes
            #expect(routes.count >= 10)
            for route in routes {
                if case .rule(let name) = route.policy { #expect(policy.knows(name), "\(label(route)) asks for \(name)") }
            }
            #expect(Set(routes.map(label)).count == routes.count)
            #expect(Set(routes.filter { $0.policy == .anyone }.map(label)) == Self.open)
        }
    }

    @Test(
        arguments: [
            (nil, .unauthorized), ("reader", .forbidden), ("member", .forbidden), ("manager", .forbidden),
        ] as [(String?, HTTPResponse.Status)])
    func hostsAreTheOperatorsBusinessAlone(_ token: String?, _ refusal: HTTPResponse.Status) async throws {
        try await TestCloud.run { _, running in
            for route in running.fleet.routes {
                let path = route.path.split(separator: "/", omittingEmptySubsequences: false)
                    .map { $0.hasPrefix("{") ? "x" : String($0) }.joined(separator: "/")
                let answer = try await running.send(route.method, path, as: token)
                let isOpen = route.policy == .anyone
                #expect((answer.status == refusal) != isOpen, "\(label(route)): \(answer.status)")
                #expect(answer.status.code < 500)
            }
        }
    }

    private func label(_ route: Route) -> String { "\(route.method) \(route.path)" }
}
