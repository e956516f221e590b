import HTTPTypes
import HummingbirdCore
import NIOCore
import ServiceLifecycle
import Testing
import Web

/// The listener itself, byte by byte.
@Suite struct WebServerTests {
    static let detail = "GET /identity/v3/things/detail HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func connectionsAreKeptAlive() async throws {
        try await RunningServer.with(TestSite.make()) { server in
            let client = try await RawClient(port: server.port)
            for count in 1...3 {
                await client.send(Self.detail)
                try await client.waitUntil(count, of: "\r\n\r\ndetail")
            }
            #expect(!client.received.lowercased().contains("connection: close"))
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        try await RunningServer.with(TestSite.make()) { server in
            let client = try await RawClient(port: server.port)
            let parts = (1...20).map { "GET /identity/v3/things/x/parts/\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }
            await client.send(parts.joined())
            try await client.waitUntil(20, of: "HTTP/1.1 200 OK")
            try await client.waitUntil(1, of: "x|20")
            let answers = client.received.split(separator: "x|").dropFirst().map { $0.prefix { $0.isNumber } }
            #expect(answers == (1...20).map { "\($0)"[...] })
        }
    }

    @Test func aRequestThatSaysCloseIsTheLast() async throws {
        try await RunningServer.with(TestSite.make()) { server in
            let client = try await RawClient(port: server.port)
            await client.send("GET /identity/v3/things/detail HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            try await client.waitUntilClosed()
            #expect(client.received.contains("\r\n\r\ndetail"))
        }
    }

    @Test(arguments: ["GET /identity", "", "GET /identity/v3/who HTTP/1.1\r\nHost: a\r\nX-Slow: a"])
    func slowHeadsAreClosed(_ start: String) async throws {
        try await RunningServer.with(TestSite.make(), configure: { $0.idleTimeout = .milliseconds(200) }) { server in
            let client = try await RawClient(port: server.port)
            await client.send(start)
            try await client.waitUntilClosed()
        }
    }

    @Test func stalledBodiesAreClosed() async throws {
        try await RunningServer.with(TestSite.make(), configure: { $0.idleTimeout = .milliseconds(200) }) { server in
            let client = try await RawClient(port: server.port)
            await client.send("POST /identity/v3/anybody HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{")
            try await client.waitUntilClosed()
        }
    }

    @Test func tricklingBodiesEndAtTheDeadline() async throws {
        var options = SiteOptions()
        options.bodyPatience = .milliseconds(200)
        try await RunningServer.with(TestSite.make(options: options)) { server in
            let client = try await RawClient(port: server.port)
            await client.send("POST /identity/v3/anybody HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n{")
            try await eventually("408") {
                if client.received.isEmpty { await client.send(" ") }
                return client.received.hasPrefix("HTTP/1.1 408 ")
            }
        }
    }

    @Test func clientsThatTakeNoAnswerAreClosed() async throws {
        let broken = Gate()
        let endless = Route(.get, "/v3/endless", policy: .anyone) { _ in
            Reply(
                status: .ok,
                body: .stream(length: nil) { writer in
                    defer { broken.open() }
                    while true { try await writer.write(ByteBuffer(repeating: 7, count: 1 << 16)) }
                })
        }
        try await RunningServer.with(
            TestSite.make(extra: [endless]), configure: { $0.idleTimeout = .milliseconds(200) }
        ) { server in
            let client = try await RawClient(port: server.port, reads: false)
            await client.send("GET /identity/v3/endless HTTP/1.1\r\nHost: a\r\n\r\n")
            await broken.pass()
            try? await client.close()
        }
    }

    @Test func hugeHeadsAreRefused() async throws {
        try await RunningServer.with(TestSite.make()) { server in
            let client = try await RawClient(port: server.port)
            let value = String(repeating: "a", count: 100_000)
            await client.send("GET /identity/v3/who HTTP/1.1\r\nHost: a\r\nX-Huge: \(value)\r\n\r\n")
            try await client.waitUntilClosed()
            #expect(client.received.hasPrefix("HTTP/1.1 431 "))
        }
    }

    @Test(arguments: [
        "nonsense\r\n\r\n",
        "GET /identity/v3/who HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n",
        "POST /identity/v3/anybody HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /identity/v3/anybody HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST /identity/v3/anybody HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        "GET /identity/v3/who HTTP/1.1\r\nHost: a/b\r\n\r\n",
    ])
    func whatIsNoHTTPIsRefused(_ request: String) async throws {
        try await RunningServer.with(TestSite.make()) { server in
            let client = try await RawClient(port: server.port)
            await client.send(request)
            try await client.waitUntil(1, of: "HTTP/1.1 400 ")
        }
    }

    @Test func tooLongChunkedBodiesAreRefused() async throws {
        try await RunningServer.with(TestSite.make()) { server in
            let client = try await RawClient(port: server.port)
            let chunk = "10000\r\n" + String(repeating: " ", count: 0x10000) + "\r\n"
            await client.send("POST /identity/v3/anybody HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<20 { await client.send(chunk) }
            try await client.waitUntilClosed()
            #expect(client.received.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test func continueIsSentToThoseWhoMaySend() async throws {
        try await RunningServer.with(TestSite.make()) { server in
            let client = try await RawClient(port: server.port)
            let head = "POST /identity/v3/anybody HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\nExpect: 100-continue\r\n\r\n"
            for count in 1...2 {
                await client.send(head)
                try await client.waitUntil(count, of: "HTTP/1.1 100 Continue\r\n")
                await client.send(#"{"a":1}"#)
                try await client.waitUntil(count, of: #"{"a":1}"#)
            }
        }
    }

    @Test func refusedUploadsAreNotAskedFor() async throws {
        try await RunningServer.with(TestSite.make()) { server in
            let client = try await RawClient(port: server.port)
            await client.send(
                "POST /identity/v3/things HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\nExpect: 100-continue\r\n\r\n")
            try await client.waitUntilClosed()
            #expect(client.received.hasPrefix("HTTP/1.1 401 "))
            #expect(!client.received.contains("100 Continue"))
        }
    }

    @Test func requestsUnderWayFinishAndNewOnesAreRefused() async throws {
        let gate = Gate()
        let slow = Route(.get, "/v3/slow", policy: .anyone) { _ in
            await gate.pass()
            return .bytes(contentType: "text/plain", Array("finished".utf8))
        }
        try await RunningServer.with(TestSite.make(extra: [slow])) { server in
            let busy = try await RawClient(port: server.port)
            let idle = try await RawClient(port: server.port)
            await idle.send(Self.detail)
            try await idle.waitUntil(1, of: "detail")
            await busy.send("GET /identity/v3/slow HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("the handler") { gate.arrived == 1 }
            await server.group.triggerGracefulShutdown()
            try await idle.waitUntilClosed()
            try await eventually("refusal") { (try? await RawClient(port: server.port)) == nil }
            gate.open()
            try await busy.waitUntilClosed()
            #expect(busy.received.contains("\r\n\r\nfinished"))
            #expect(busy.received.lowercased().contains("connection: close"))
        }
    }

    @Test func theDrainIsBounded() async throws {
        let arrival = Gate()
        let stuck = Route(.get, "/v3/stuck", policy: .anyone) { _ in
            arrival.open()
            try await Task.sleep(for: .seconds(3600))
            return .empty()
        }
        let took = try await ContinuousClock().measure {
            try await RunningServer.with(
                TestSite.make(extra: [stuck]), configure: { $0.drain = .milliseconds(200) }
            ) { server in
                let client = try await RawClient(port: server.port)
                await client.send("GET /identity/v3/stuck HTTP/1.1\r\nHost: a\r\n\r\n")
                await arrival.pass()
            }
        }
        #expect(took < .seconds(60))
    }
}
