import AsyncHTTPClient
import Core
import NIOCore
import NIOHTTP1
import NIOSSL
import ServiceLifecycle
import Testing
import Web

@Suite struct TLSTests {
    /// Asks `/identity/v3/origin` as often as told and gives what came.
    static func ask(
        _ server: RunningServer, _ version: HTTPClient.Configuration.HTTPVersion, times: Int = 1
    ) async throws -> [(version: HTTPVersion, body: String)] {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(TestCertificate.chain.utf8)))
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.httpVersion = version
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        var answers: [(HTTPVersion, String)] = []
        for _ in 0..<times {
            let request = HTTPClientRequest(url: "https://localhost:\(server.port)/identity/v3/origin")
            let response = try await client.execute(request, timeout: .seconds(30))
            #expect(response.headers.contains(name: "date"))
            answers.append((response.version, String(buffer: try await response.body.collect(upTo: 1 << 20))))
        }
        try await client.shutdown()
        return answers
    }

    @Test(arguments: [(true, HTTPVersion.http2), (false, .http1_1)])
    func theClientChoosesTheVersion(_ automatic: Bool, _ version: HTTPVersion) async throws {
        try await TestCertificate.withFiles { files in
            try await RunningServer.with(TestSite.make(), tls: files) { server in
                let answers = try await Self.ask(server, automatic ? .automatic : .http1Only, times: 3)
                #expect(answers.map(\.version) == [version, version, version])
                #expect(answers.map(\.body).allSatisfy { $0 == "https://localhost:\(server.port)/identity" })
            }
        }
    }

    @Test(arguments: ["", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\u{16}\u{03}\u{01}"])
    func whoDoesNotFinishTheHandshakeIsClosed(_ bytes: String) async throws {
        try await TestCertificate.withFiles { files in
            try await RunningServer.with(
                TestSite.make(), tls: files, configure: { $0.handshakeTimeout = .milliseconds(200) }
            ) { server in
                let client = try await RawClient(port: server.port)
                await client.send(bytes)
                try await client.waitUntilClosed()
                #expect(!client.received.contains("HTTP/1.1 200"))
            }
        }
    }

    @Test func shutdownDoesNotWaitForHandshakes() async throws {
        try await TestCertificate.withFiles { files in
            try await RunningServer.with(
                TestSite.make(), tls: files,
                configure: {
                    $0.handshakeTimeout = .seconds(3600)
                    $0.drain = .seconds(3600)
                }
            ) { server in
                let client = try await RawClient(port: server.port)
                _ = try await Self.ask(server, .http1Only)
                await server.group.triggerGracefulShutdown()
                try await client.waitUntilClosed()
            }
        }
    }

    @Test func aMissingCertificateIsNamed() async throws {
        let files = WebServer.Certificate(chain: "/nowhere/server.pem", key: "/nowhere/server.key")
        await #expect { try await RunningServer.with(TestSite.make(), tls: files) { _ in } } throws: { error in
            "\(error)".contains("WEB-CERTIFICATE") && (error as? Fault)?.hint?.contains("/nowhere/server.pem") == true
        }
    }
}
