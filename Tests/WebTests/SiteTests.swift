import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite struct SiteTests {
    static let unauthorized =
        #"{"error":{"code":401,"message":"The request you have made requires authentication.","title":"Unauthorized"}}"#
    static let noRoute = #"{"error":{"code":404,"message":"The resource could not be found.","title":"Not Found"}}"#

    static let routing = [
        SiteCase(name: "literal before parameter", path: "/identity/v3/things/detail", status: 200, answer: "detail"),
        SiteCase(
            name: "falls back to the parameter", path: "/identity/v3/things/detail/parts/2", status: 200, answer: "detail|2"),
        SiteCase(name: "trailing slash", path: "/identity/v3/things/detail/", status: 200, answer: "detail"),
        SiteCase(name: "double slash", path: "//identity/v3//things/detail", status: 200, answer: "detail"),
        SiteCase(name: "decoded parameters", path: "/identity/v3/things/a%2Fb%20c/parts/%C3%A9", status: 200, answer: "a/b c|é"),
        SiteCase(name: "query is not path", path: "/identity/v3/things/detail?x=/y", status: 200, answer: "detail"),
        SiteCase(name: "unknown path of a service", path: "/identity/v3/nothing", status: 404, answer: noRoute),
        SiteCase(
            name: "unknown path in compute's style", path: "/compute/v2.1/nothing", status: 404,
            answer: #"{"itemNotFound":{"code":404,"message":"The resource could not be found."}}"#),
        SiteCase(name: "prefix of a route", path: "/identity/v3", status: 404, answer: noRoute),
        SiteCase(name: "beyond a route", path: "/identity/v3/things/1/2", status: 404, answer: noRoute),
        SiteCase(name: "no service", path: "/nowhere", status: 404),
        SiteCase(name: "prefix within a word", path: "/identityv3/things", status: 404),
        SiteCase(
            name: "wrong method", method: .patch, path: "/identity/v3/things", status: 405,
            answer:
                #"{"error":{"code":405,"message":"The method is not allowed for the requested URL.","title":"Method Not Allowed"}}"#,
            answerHeaders: ["Allow": "GET, HEAD, OPTIONS, POST"]),
        SiteCase(
            name: "OPTIONS", method: .options, path: "/identity/v3/things/1", status: 204, answer: "",
            answerHeaders: ["Allow": "DELETE, GET, HEAD, OPTIONS"]),
        SiteCase(
            name: "HEAD", method: .head, path: "/identity/v3/things/detail", status: 200, answer: "",
            answerHeaders: ["Content-Length": "6", "Content-Type": "text/plain"]),
        SiteCase(name: "HEAD of an error", method: .head, path: "/identity/v3/missing", status: 404, answer: ""),
        SiteCase(
            name: "a fault of the handler", path: "/identity/v3/missing", status: 404,
            answer: #"{"error":{"code":404,"message":"Could not find thing: 1.","title":"Not Found"}}"#,
            answerHeaders: ["Content-Type": "application/json", "Retry-After": nil]),
        SiteCase(
            name: "what is not to be had now", path: "/identity/v3/busy", status: 503,
            answer: #"{"error":{"code":503,"message":"Come back later.","title":"Service Unavailable"}}"#,
            answerHeaders: ["Retry-After": "5"]),
    ]

    static let access = [
        SiteCase(
            name: "no token", path: "/identity/v3/things", status: 401, answer: unauthorized,
            answerHeaders: ["WWW-Authenticate": #"Keystone uri="http://localhost/identity""#]),
        SiteCase(
            name: "wrong token", path: "/identity/v3/things", headers: ["X-Auth-Token": "forged"], status: 401,
            answer: unauthorized),
        SiteCase(name: "empty token", path: "/identity/v3/things/1", headers: ["X-Auth-Token": ""], status: 401),
        SiteCase(
            name: "allowed", path: "/identity/v3/things", headers: ["X-Auth-Token": "reader"], status: 200,
            answer: #"{"things":[]}"#, answerHeaders: ["Vary": "X-Auth-Token"]),
        SiteCase(
            name: "forbidden", method: .post, path: "/identity/v3/things", headers: ["X-Auth-Token": "reader"],
            body: Array("{}".utf8), status: 403,
            answer: #"{"error":{"code":403,"message":"You are not authorized to perform the requested action: "#
                + #"identity:create_thing.","title":"Forbidden"}}"#),
        SiteCase(
            name: "the target decides: own", method: .delete, path: "/identity/v3/things/mine",
            headers: ["X-Auth-Token": "reader"], status: 204),
        SiteCase(
            name: "the target decides: foreign", method: .delete, path: "/identity/v3/things/other",
            headers: ["X-Auth-Token": "reader"], status: 403),
        SiteCase(
            name: "parameters are part of the target", path: "/identity/v3/users/reader-id",
            headers: ["X-Auth-Token": "reader"], status: 200, answer: "you"),
        SiteCase(
            name: "and of nobody else", path: "/identity/v3/users/reader-id", headers: ["X-Auth-Token": "admin"], status: 403),
        SiteCase(name: "anyone without token", path: "/identity/v3/who", status: 200, answer: "nobody"),
        SiteCase(
            name: "anyone with a wrong token", path: "/identity/v3/who", headers: ["X-Auth-Token": "forged"], status: 200,
            answer: "nobody"),
        SiteCase(
            name: "anyone with a token", path: "/identity/v3/who", headers: ["X-Auth-Token": "admin"], status: 200,
            answer: "admin"),
        SiteCase(name: "token before the method's absence is not asked", path: "/identity/v3/nothing", status: 404),
        SiteCase(
            name: "a token is checked before the body", method: .post, path: "/identity/v3/things", body: Array("{".utf8),
            status: 401),
    ]

    static let microversions = [
        SiteCase(
            name: "minimum by default", path: "/compute/v2.1/servers", status: 200, answer: "2.1",
            answerHeaders: [
                "OpenStack-API-Version": "compute 2.1", "X-OpenStack-Nova-API-Version": "2.1",
                "Vary": "OpenStack-API-Version, X-OpenStack-Nova-API-Version",
            ]),
        SiteCase(
            name: "asked", path: "/compute/v2.1/servers", headers: ["OpenStack-API-Version": "compute 2.60"], status: 200,
            answer: "2.60", answerHeaders: ["OpenStack-API-Version": "compute 2.60"]),
        SiteCase(
            name: "among others", path: "/compute/v2.1/servers",
            headers: ["OpenStack-API-Version": "volume 3.60, compute 2.61"], status: 200, answer: "2.61"),
        SiteCase(
            name: "another service's", path: "/compute/v2.1/servers", headers: ["OpenStack-API-Version": "volume 3.60"],
            status: 200, answer: "2.1"),
        SiteCase(
            name: "latest", path: "/compute/v2.1/servers", headers: ["OpenStack-API-Version": "compute latest"], status: 200,
            answer: "2.96"),
        SiteCase(
            name: "older header", path: "/compute/v2.1/servers", headers: ["X-OpenStack-Nova-API-Version": "2.10"], status: 200,
            answer: "2.10"),
        SiteCase(
            name: "newer header wins", path: "/compute/v2.1/servers",
            headers: ["X-OpenStack-Nova-API-Version": "2.10", "OpenStack-API-Version": "compute 2.11"], status: 200,
            answer: "2.11"),
        SiteCase(
            name: "above", path: "/compute/v2.1/servers", headers: ["OpenStack-API-Version": "compute 2.97"], status: 406,
            answer: #"{"computeFault":{"code":406,"message":"Version 2.97 is not supported by the API. Minimum is 2.1 and "#
                + #"maximum is 2.96."}}"#,
            answerHeaders: [
                "X-OpenStack-Nova-API-Minimum-Version": "2.1", "X-OpenStack-Nova-API-Maximum-Version": "2.96",
            ]),
        SiteCase(
            name: "malformed", path: "/compute/v2.1/servers", headers: ["OpenStack-API-Version": "compute 2.x"], status: 400,
            answer: #"{"badRequest":{"code":400,"message":"API Version String '2.x' is of invalid format. It must be of format "#
                + #"'major.minor' or 'latest'."}}"#),
        SiteCase(name: "before since", path: "/compute/v2.1/tags", status: 404),
        SiteCase(
            name: "at since", path: "/compute/v2.1/tags", headers: ["OpenStack-API-Version": "compute 2.26"], status: 200),
        SiteCase(
            name: "at until", path: "/compute/v2.1/images", headers: ["OpenStack-API-Version": "compute 2.35"], status: 200),
        SiteCase(
            name: "after until", path: "/compute/v2.1/images", headers: ["OpenStack-API-Version": "compute 2.36"], status: 404),
    ]

    @Test(arguments: routing + access + microversions) func inProcess(_ one: SiteCase) async throws {
        try await Application(responder: TestSite.make()).test(.router) { try await one.check($0) }
    }

    /// One server and one connection for the whole table: an answer that left the connection in disorder would spoil the next.
    @Test func overASocket() async throws {
        let configuration = ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0))
        try await Application(responder: TestSite.make(), configuration: configuration).test(.live) { client in
            for one in Self.routing + Self.access + Self.microversions { try await one.check(client) }
        }
    }
}
