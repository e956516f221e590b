import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import Web

@Suite struct RequestIdentityTests {
    @Test(arguments: [
        ("req-3f2504e0-4f89-41d3-9a0c-0305e82c3301", true),
        ("req-3F2504E0-4F89-41D3-9A0C-0305E82C3301", true),
        ("req-3f2504e04f8941d39a0c0305e82c3301", false),
        ("req-3f2504e0-4f89-41d3-9a0c-0305e82c330g", false),
        ("3f2504e0-4f89-41d3-9a0c-0305e82c3301", false),
        ("req-3f2504e0-4f89-41d3-9a0c-0305e82c3301x", false),
        ("req-<script>", false),
        ("", false),
    ]) func onlyWellFormedIDsAreKept(_ text: String, _ isValid: Bool) {
        #expect(RequestID.isValid(text) == isValid)
        #expect(RequestID.isValid(RequestID.random()))
    }

    @Test func theGlobalIDIsNeverTheAnswers() async throws {
        let theirs = "req-3f2504e0-4f89-41d3-9a0c-0305e82c3301"
        let route = Route(.get, "/v3/ids", policy: .anyone) { context in
            .bytes(contentType: "text/plain", Array("\(context.id) \(context.globalID ?? "none")".utf8))
        }
        try await Application(responder: TestSite.make(extra: [route])).test(.router) { client in
            for (sent, kept) in [(theirs, theirs), ("req-nonsense", "none")] {
                let response = try await client.executeRequest(
                    uri: "/identity/v3/ids", method: .get, headers: [.requestID: sent], body: nil)
                let ours = try #require(response.headers[.requestID])
                #expect(ours != theirs)
                #expect(String(buffer: response.body) == "\(ours) \(kept)")
            }
        }
    }

    @Test func computeHasItsOwnHeaderToo() async throws {
        try await Application(responder: TestSite.make()).test(.router) { client in
            let response = try await client.executeRequest(uri: "/compute/v2.1/servers", method: .get, headers: [:], body: nil)
            #expect(response.headers[.computeRequestID] == response.headers[.requestID])
        }
    }

    @Test(arguments: [
        ("cloud.example", true), ("cloud.example:5000", true), ("10.0.0.1:5000", true), ("[fe80::1]:5000", true), ("[::1]", true),
        ("a_b-c.d", true), ("", false), (":5000", false), ("a:", false), ("a:1234567", false), ("a:b", false), ("[::1", false),
        ("[]:1", false), ("a/b", false), ("a b", false), ("a\"b", false), ("user@a", false), ("[::1]x", false), ("a:1:2", false),
        (String(repeating: "a", count: 300), false),
    ]) func hostsAreChecked(_ text: String, _ isValid: Bool) {
        #expect(Authority.isValid(text) == isValid)
    }

    static let proxied: HTTPFields = [
        .forwardedProto: "https", .forwardedHost: "cloud.example, inner", .forwardedFor: "203.0.113.9, 10.0.0.2",
    ]

    static func origin(_ headers: HTTPFields, host: String = "inside:5000", peer: String? = "10.0.0.1") throws -> Origin {
        let head = HTTPRequest(method: .get, scheme: "http", authority: host, path: "/", headerFields: headers)
        return try Origin(
            head, peer: peer, secure: false, local: "192.0.2.1:5000", trustedProxies: ["10.0.0.1", "10.0.0.2"])
    }

    @Test func proxiesAreBelievedIfTrusted() throws {
        let origin = try Self.origin(Self.proxied)
        #expect(origin.authority.origin == "https://cloud.example")
        #expect(origin.remoteAddress == "203.0.113.9")
        let forwarded = try Self.origin([.forwarded: #"for=203.0.113.7;proto=https;host="a.example:1", for=10.0.0.2"#])
        #expect(forwarded.authority.origin == "https://a.example:1")
        #expect(forwarded.remoteAddress == "203.0.113.7")
    }

    static let spoofed: [HTTPFields] = [
        [.forwardedHost: "evil.example, cloud.example", .forwardedFor: "6.6.6.6, 203.0.113.9"],
        [.forwardedHost: "cloud.example", .forwardedFor: "6.6.6.6, 203.0.113.9, 10.0.0.2"],
        [.forwarded: "for=6.6.6.6;host=evil.example, for=203.0.113.9;host=cloud.example, for=10.0.0.2;host=inner"],
    ]

    @Test(arguments: spoofed) func whatTheClientInventedIsNot(_ headers: HTTPFields) throws {
        let origin = try Self.origin(headers)
        #expect(origin.authority.origin == "http://cloud.example")
        #expect(origin.remoteAddress == "203.0.113.9")
    }

    @Test func othersAreNot() throws {
        let origin = try Self.origin(Self.proxied, peer: "203.0.113.1")
        #expect(origin.authority.origin == "http://inside:5000")
        #expect(origin.remoteAddress == "203.0.113.1")
    }

    @Test func aHostThatIsNoneIsRefused() throws {
        #expect(throws: (any Error).self) { try Self.origin([:], host: "evil\"/><script>") }
        #expect(throws: (any Error).self) { try Self.origin([.forwardedHost: "a/b"]) }
        #expect(try Self.origin([:], host: "").authority.origin == "http://192.0.2.1:5000")
    }
}
