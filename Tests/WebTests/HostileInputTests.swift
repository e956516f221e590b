import Core
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@testable import Web

/// Whatever is sent, the answer says what is wrong with it, and is never a 500.
@Suite struct HostileInputTests {
    static func json(_ name: String, _ body: [UInt8], _ status: Int, reason: String? = nil, type: String? = nil) -> SiteCase {
        let message = reason.map { "The request body is not valid JSON: \($0)." }
        return SiteCase(
            name: name, method: .post, path: "/identity/v3/anybody", headers: ["Content-Type": type ?? "application/json"],
            body: body, status: status,
            answer: message.map { #"{"error":{"code":400,"message":"\#($0)","title":"Bad Request"}}"# })
    }

    static let bodies = [
        json("good", Array(#"{"a":1}"#.utf8), 200),
        json("charset", Array(#"{"a":1}"#.utf8), 200, type: "application/json; charset=UTF-8"),
        json("other charset", Array(#"{"a":1}"#.utf8), 415, type: "application/json; charset=latin1"),
        json("form", Array("a=1".utf8), 415, type: "application/x-www-form-urlencoded"),
        json("empty", [], 400, reason: "unexpected end at byte 0"),
        json("malformed", Array(#"{"a":"#.utf8), 400, reason: "unexpected end at byte 5"),
        json("not an object", Array("[1]".utf8), 400, reason: "the body must be an object"),
        json("duplicate keys", Array(#"{"a":1,"a":2}"#.utf8), 400, reason: "duplicate key 'a' at byte 7"),
        json("not UTF-8", [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D], 400, reason: "string is not valid UTF-8 at byte 1"),
        json(
            "too deep", Array((#"{"a":"# + String(repeating: "[", count: 100)).utf8), 400,
            reason: "nested deeper than 64 levels at byte 68"),
        json("a million brackets", Array(repeating: UInt8(ascii: "["), count: 1_000_000), 400),
        json("too long", Array(repeating: UInt8(ascii: " "), count: (1 << 20) + 1), 413),
    ]

    static let targets = [
        SiteCase(name: "broken percent", path: "/identity/v3/things/%zz", status: 400),
        SiteCase(name: "half a percent", path: "/identity/v3/things/a%2", status: 400),
        SiteCase(name: "not UTF-8", path: "/identity/v3/things/%ff%fe", status: 400),
        SiteCase(name: "NUL", path: "/identity/v3/things/a%00b", status: 400),
        SiteCase(name: "newline", path: "/identity/v3/things/a%0D%0Ab", status: 400),
        SiteCase(name: "dots are text", path: "/identity/v3/things/../../etc/passwd", status: 404),
        SiteCase(name: "long", path: "/identity/v3/" + String(repeating: "a", count: 9000), status: 414),
        SiteCase(name: "many segments", path: String(repeating: "/a", count: 4000), status: 404),
        SiteCase(name: "broken query", path: "/identity/v3/things/detail?a=%zz&%&=&&", status: 200, answer: "detail"),
        SiteCase(
            name: "unknown word in a header", path: "/identity/v3/who", headers: ["X-Auth-Token": "é\"\\"], status: 200,
            answer: "nobody"),
    ]

    @Test(arguments: bodies + targets) func inProcess(_ one: SiteCase) async throws {
        try await Application(responder: TestSite.make()).test(.router) { try await one.check($0) }
    }

    @Test(arguments: bodies + targets) func overASocket(_ one: SiteCase) async throws {
        let configuration = ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0))
        try await Application(responder: TestSite.make(), configuration: configuration).test(.live) { try await one.check($0) }
    }

    @Test func unexpectedErrorsStayInside() async throws {
        let log = LogRecorder()
        let site = try TestSite.make(logger: log.logger)
        let id = try await Application(responder: site).test(.router) { client in
            let response = try await client.executeRequest(
                uri: "/identity/v3/boom", method: .get, headers: [:], body: nil)
            #expect(response.status == .internalServerError)
            let body = String(buffer: response.body)
            #expect(body.contains("An unexpected error prevented the server from fulfilling your request."))
            #expect(!body.contains("Unexpected()"))
            return response.headers[.requestID]
        }
        let line = try #require(log.lines.first)
        #expect(line.contains("Unexpected()"))
        #expect(line.contains(try #require(id)))
    }

    @Test func uploadsAreStreamedUpToTheirLimit() async throws {
        try await Application(responder: TestSite.make()).test(.router) { client in
            for (size, status) in [(100, 200), (101, 413)] {
                let body = ByteBuffer(bytes: Array(repeating: 7, count: size))
                let response = try await client.executeRequest(uri: "/identity/v3/upload", method: .put, headers: [:], body: body)
                #expect(response.status.code == status)
            }
        }
    }
}
