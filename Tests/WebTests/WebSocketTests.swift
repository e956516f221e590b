import Core
import HTTPTypes
import Testing
import Web

/// The switch from HTTP to WebSocket (RFC 6455), byte by byte.
@Suite struct WebSocketTests {
    private static let echo = Route(.get, "/v3/echo", policy: .anyone) { context in
        try .webSocket(
            context,
            WebSocketSession(subprotocol: "binary") { socket in
                for await message in socket.incoming { try await socket.send(Array("<".utf8) + message + Array(">".utf8)) }
            })
    }

    private static func handshake(_ path: String) -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            // The example of RFC 6455 §1.3.
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    }

    @Test func aConnectionIsSwitchedAndCarriesMessages() async throws {
        try await RunningServer.with(TestSite.make(extra: [Self.echo])) { server in
            let client = try await RawClient(port: server.port)
            await client.send(Self.handshake("/identity/v3/echo"))
            try await client.waitUntil(1, of: "\r\n\r\n")
            #expect(client.received.hasPrefix("HTTP/1.1 101"))
            #expect(client.received.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
            await client.send(bytes: [0x82, 0x85, 0, 0, 0, 0] + Array("hello".utf8))
            try await client.waitUntil(1, of: "<hello>")
            // Its goodbye is answered, and the connection ends.
            await client.send(bytes: [0x88, 0x80, 0, 0, 0, 0])
            try await client.waitUntilClosed()
        }
    }

    @Test func otherRequestsAreRefusedAndTheConnectionGoesOn() async throws {
        try await RunningServer.with(TestSite.make(extra: [Self.echo])) { server in
            let client = try await RawClient(port: server.port)
            await client.send("GET /identity/v3/echo HTTP/1.1\r\nHost: a\r\n\r\n")
            try await client.waitUntil(1, of: "HTTP/1.1 400")
            await client.send(WebServerTests.detail)
            try await client.waitUntil(1, of: "\r\n\r\ndetail")
        }
    }
}
