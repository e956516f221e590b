import Core
import HTTPTypes
import Testing
import Web

@testable import Compute
@testable import Fleet

/// Walks the route tables of compute: no route without an authorisation, none that serves a stranger.
struct ServerRouteTests {
    private static let open: Set = ["GET /", "GET /v2.1"]

    /// Whoever has a token may come in, and nobody else gets more than files of a page.
    @Test func theDoorsOfConsolesOpenForTokensAlone() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let routes = ComputeConsole(
                store: cloud.store, tunnels: TunnelRegistry(sessions: SessionRegistry()), tokens: cloud.consoles
            ).routes
            #expect(routes.count == 6)
            for route in routes {
                #expect(route.policy == .anyone && route.method == .get, "\(label(route))")
                let path = "/apus/v1" + route.path.split(separator: "/").map { $0.hasPrefix("{") ? "/x" : "/\($0)" }.joined()
                let answer = try await cloud.send(.get, path, as: nil)
                #expect(answer.status == (route.path == "/console/socket" ? .forbidden : .notFound), "\(label(route))")
            }
        }
    }

    @Test func noRouteIsOpenOrUnknown() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let tables = cloud.compute.routes + ComputeStory(store: cloud.store).routes
            let policy = try PolicyEngine(rules: ComputeService.policy + ComputeStory.policy)
            #expect(tables.count > 60)
            #expect(Set(tables.filter { $0.policy == .anyone }.map(label)) == Self.open)
            for route in tables {
                if case .rule(let name) = route.policy { #expect(policy.knows(name), "\(label(route)) asks for \(name)") }
            }
            for route in cloud.compute.routes where route.policy != .anyone {
                let path = route.path.dropFirst("/v2.1".count).split(separator: "/")
                    .map { $0.hasPrefix("{") ? "x" : String($0) }.joined(separator: "/")
                let version = route.since ?? Microversion(2, 1)
                for token in [nil, "nobody"] as [String?] {
                    let answer = try await cloud.send(route.method, "/" + path, version: "\(version)", as: token)
                    #expect(answer.status == .unauthorized, "\(label(route)): \(answer.status)")
                }
                let known = try await cloud.send(route.method, "/" + path, version: "\(version)")
                #expect(known.status.code < 500 || known.status == .notImplemented, "\(label(route)): \(known.status)")
            }
        }
    }

    private func label(_ route: Route) -> String { "\(route.method) \(route.path)" }
}
