import Core
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Web

@Suite struct RouteTableTests {
    @Test func theListingHasEveryRouteOnce() {
        let services = [
            ServiceRoutes(api: TestSite.identity, routes: TestSite.things),
            ServiceRoutes(api: TestSite.compute, routes: TestSite.servers),
        ]
        let lines = RouteListing.tsv(services).split(separator: "\n")
        #expect(lines.count == 1 + TestSite.things.count + TestSite.servers.count)
        #expect(lines.first == "method\tpath\tgroup\tpolicy\tmicroversions")
        #expect(lines.contains("GET\t/identity/v3/things\tkeystone\tidentity:list_things\t"))
        #expect(lines.contains("GET\t/identity/v3/things/{thing_id}\tkeystone\tauthenticated\t"))
        #expect(lines.contains("GET\t/compute/v2.1/tags\tnova\tanyone\t2.26-"))
        #expect(lines.contains("GET\t/compute/v2.1/images\tnova\tanyone\t-2.35"))
    }

    @Test func twoRoutesForOneRequestAreAMistake() async {
        await #expect(processExitsWith: .failure) {
            _ = try TestSite.make(extra: [Route(.get, "/v3/things/{other}", policy: .anyone) { _ in .empty() }])
        }
    }

    @Test func oneRequestMayHaveRoutesOfDifferentVersions() async throws {
        let api = API(
            name: "n", type: "t", prefix: "/n", errors: .compute,
            microversions: MicroversionRange(serviceType: "t", range: Microversion(1, 0)...Microversion(1, 9)))
        let routes = [
            Route(.get, "/x", policy: .anyone, until: Microversion(1, 4)) { _ in .empty(.ok) },
            Route(.get, "/x", policy: .anyone, since: Microversion(1, 5)) { _ in .empty(.accepted) },
        ]
        let site = Site(
            services: [ServiceRoutes(api: api, routes: routes)], authenticator: TestTokens(),
            policy: try PolicyEngine(rules: []), logger: LogRecorder().logger)
        try await Application(responder: site).test(.router) { client in
            for (version, status) in [("1.4", 200), ("1.5", 202)] {
                let response = try await client.executeRequest(
                    uri: "/n/x", method: .get, headers: [.openStackVersion: "t \(version)"], body: nil)
                #expect(response.status.code == status)
            }
        }
    }

    @Test func versionDocuments() async throws {
        let version = VersionDocument(
            id: "v3.14", status: "stable", path: "/v3/", updated: "2020-04-07T00:00:00Z",
            mediaTypes: [.init(base: "application/json", type: "application/vnd.openstack.identity-v3+json")])
        let micro = VersionDocument(
            id: "v2.1", status: "CURRENT", path: "/v2.1/", microversions: Microversion(2, 1)...Microversion(2, 96))
        let routes = [
            Route(.get, "/", policy: .anyone) { VersionDocument.choices([version], to: $0) },
            Route(.get, "/v3", policy: .anyone) { version.reply(to: $0) },
            Route(.get, "/list", policy: .anyone) { VersionDocument.list([micro], to: $0) },
        ]
        let stable =
            #"{"id":"v3.14","status":"stable","updated":"2020-04-07T00:00:00Z","links":[{"rel":"self","href":"#
            + #""http://localhost/identity/v3/"}],"media-types":[{"base":"application/json","type":"#
            + #""application/vnd.openstack.identity-v3+json"}]}"#
        let current =
            #"{"id":"v2.1","status":"CURRENT","version":"2.96","min_version":"2.1","links":[{"rel":"self","href":"#
            + #""http://localhost/identity/v2.1/"}]}"#
        let cases = [
            SiteCase(
                name: "root", path: "/identity", status: 300, answer: #"{"versions":{"values":[\#(stable)]}}"#),
            SiteCase(
                name: "root with slash", path: "/identity/", status: 300, answer: #"{"versions":{"values":[\#(stable)]}}"#),
            SiteCase(name: "version", path: "/identity/v3/", status: 200, answer: #"{"version":\#(stable)}"#),
            SiteCase(name: "list", path: "/identity/list", status: 200, answer: #"{"versions":[\#(current)]}"#),
        ]
        try await Application(responder: TestSite.make(extra: routes)).test(.router) { client in
            for one in cases { try await one.check(client) }
        }
    }

    @Test func linksOfAPage() async throws {
        let route = Route(.get, "/v3/page", policy: .anyone) { context in
            .bytes(contentType: "text/plain", Array("\(context.selfLink) \(context.nextLink(marker: "a b"))".utf8))
        }
        let case1 = SiteCase(
            name: "page", path: "/identity/v3/page?marker=x&limit=2&name=%20", status: 200,
            answer: "http://localhost/identity/v3/page?marker=x&limit=2&name=%20 "
                + "http://localhost/identity/v3/page?limit=2&name=%20&marker=a%20b")
        try await Application(responder: TestSite.make(extra: [route])).test(.router) { try await case1.check($0) }
    }
}
