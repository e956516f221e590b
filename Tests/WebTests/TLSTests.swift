import AsyncHTTPClient
import Core
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import ServiceLifecycle
import Testing

@testable import Web

@Suite struct TLSTests {
    /// Asks `/identity/v3/origin` as often as told and gives what came.
    static func ask(
        _ server: RunningServer, _ version: HTTPClient.Configuration.HTTPVersion, times: Int = 1,
        trusting chain: String = TestCertificate.chain
    ) async throws -> [(version: HTTPVersion, body: String)] {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(chain.utf8)))
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.httpVersion = version
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let answers = try await ask(client, server, times)
            try await client.shutdown()
            return answers
        } catch {
            try await client.shutdown()
            throw error
        }
    }

    private static func ask(
        _ client: HTTPClient, _ server: RunningServer, _ times: Int
    ) async throws -> [(version: HTTPVersion, body: String)] {
        var answers: [(HTTPVersion, String)] = []
        for _ in 0..<times {
            let request = HTTPClientRequest(url: "https://localhost:\(server.port)/identity/v3/origin")
            let response = try await client.execute(request, timeout: .seconds(30))
            #expect(response.headers.contains(name: "date"))
            answers.append((response.version, String(buffer: try await response.body.collect(upTo: 1 << 20))))
        }
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

    /// The key is written first, so that for a while the two do not belong together: the old pair serves until they do.
    @Test func newFilesAreTakenWithoutARestart() async throws {
        try await TestCertificate.withFiles { files in
            try await RunningServer.with(TestSite.make(), tls: files) { server in
                _ = try await Self.ask(server, .http1Only)
                try TestCertificate.otherKey.write(toFile: files.key, atomically: true, encoding: .utf8)
                try TestCertificate.otherChain.write(toFile: files.chain, atomically: true, encoding: .utf8)
                let deadline = ContinuousClock.now + .seconds(20)
                while (try? await Self.ask(server, .http1Only, trusting: TestCertificate.otherChain)) == nil {
                    try #require(ContinuousClock.now < deadline, "the new certificate is not shown")
                    try await Task.sleep(for: .milliseconds(50))
                }
                await #expect(throws: (any Error).self) { try await Self.ask(server, .http1Only) }
            }
        }
    }

    @Test func filesThatDoNotBelongTogetherAreNotTaken() async throws {
        try await TestCertificate.withFiles { files in
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let live = try LiveCertificate(files, logger: logger)
            let before = live.current
            try TestCertificate.otherKey.write(toFile: files.key, atomically: true, encoding: .utf8)
            live.refresh()
            #expect(live.current.certificateChain == before.certificateChain && live.current.privateKey == before.privateKey)
            try TestCertificate.otherChain.write(toFile: files.chain, atomically: true, encoding: .utf8)
            live.refresh()
            #expect(live.current.certificateChain != before.certificateChain)
            try "nothing".write(toFile: files.chain, atomically: true, encoding: .utf8)
            live.refresh()
            #expect(live.current.certificateChain != before.certificateChain)
        }
    }

    @Test func aMissingCertificateIsNamed() async throws {
        let files = WebServer.Certificate(chain: "/nowhere/server.pem", key: "/nowhere/server.key")
        await #expect { try await RunningServer.with(TestSite.make(), tls: files) { _ in } } throws: { error in
            "\(error)".contains("WEB-CERTIFICATE") && (error as? Fault)?.hint?.contains("/nowhere/server.pem") == true
        }
    }
}
