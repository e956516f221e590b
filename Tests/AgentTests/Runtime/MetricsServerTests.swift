import Logging
import Testing

@testable import AgentRuntime

@Suite struct MetricsServerTests {
    private func serving(_ body: (Int) async throws -> Void) async throws {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let server = try MetricsServer(
            listen: "127.0.0.1:0", logger: Logger(label: "test"), bound: { port.yield($0) }, render: { Array("x 1\n".utf8) })
        let task = Task { try await server.run() }
        try await body(try #require(await ports.first { _ in true }))
        task.cancel()
        try await task.value
    }

    @Test(arguments: [
        ("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 200 OK", true),
        ("GET /metrics?x=1 HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK", true),
        ("HEAD /metrics HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 200 OK", false),
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 404 Not Found", false),
        ("POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 405 Method Not Allowed", false),
    ])
    func answers(request: String, status: String, hasPage: Bool) async throws {
        try await serving { port in
            let answer = await LoopbackHTTP.exchange(port: port, request)
            #expect(answer.hasPrefix(status + "\r\n"))
            #expect(answer.hasSuffix("\r\n\r\nx 1\n") == hasPage)
        }
    }

    @Test func nonsenseIsNoCrash() async throws {
        try await serving { port in
            _ = await LoopbackHTTP.exchange(port: port, "\u{0}\u{1}nonsense\r\n\r\n")
            #expect(await LoopbackHTTP.exchange(port: port, "GET /metrics HTTP/1.0\r\n\r\n").hasSuffix("x 1\n"))
        }
    }

    @Test(arguments: ["", "9105", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:99999"])
    func wrongAddresses(text: String) {
        #expect(throws: AgentFault.self) { try MetricsServer(listen: text, logger: Logger(label: "test")) { [] } }
    }
}
