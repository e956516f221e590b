import Core
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Telemetry
import Testing

@testable import Web

@Suite struct SiteTelemetryTests {
    static func get(_ client: any TestClientProtocol, _ path: String, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        try await client.executeRequest(uri: path, method: .get, headers: headers, body: nil)
    }

    @Test func requestsAreCountedByRouteAndStatus() async throws {
        let options = SiteOptions(metrics: PrometheusFactory())
        try await Application(responder: TestSite.make(options: options)).test(.router) { client in
            for thing in 1...3 { _ = try await Self.get(client, "/identity/v3/things/\(thing)", [.authToken: "reader"]) }
            _ = try await Self.get(client, "/identity/v3/things/1")
            _ = try await Self.get(client, "/wp-login.php")
            let response = try await Self.get(client, "/metrics")
            #expect(response.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            let lines = Set(String(buffer: response.body).split(separator: "\n"))
            let labels = #"service="keystone",method="GET",route="/identity/v3/things/{thing_id}""#
            #expect(lines.contains("apus_http_requests_total{\(labels),status=\"200\"} 3"))
            #expect(lines.contains("apus_http_requests_total{\(labels),status=\"401\"} 1"))
            #expect(lines.contains("apus_http_request_seconds_count{\(labels)} 4"))
            let stray = #"service="none",method="any",route="none",status="404""#
            #expect(lines.contains("apus_http_requests_total{\(stray)} 1"))
            #expect(lines.contains("apus_http_requests_in_flight 1"))
        }
    }

    @Test func metricsAreForKnownPeersOnly() async throws {
        var options = SiteOptions(metrics: PrometheusFactory())
        options.metricsPeers = ["192.0.2.1"]
        let configuration = ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0))
        let site = try TestSite.make(options: options)
        try await Application(responder: site, configuration: configuration).test(.live) { client in
            let status = try await Self.get(client, "/metrics").status
            #expect(status == .notFound)
        }
        try await Application(responder: TestSite.make()).test(.router) { client in
            let status = try await Self.get(client, "/metrics").status
            #expect(status == .notFound)
        }
    }

    @Test func theAccessLogTellsWhoAndWhatButNoSecrets() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let log = try AccessLog(path: path)
        let global = "req-3f2504e0-4f89-41d3-9a0c-0305e82c3301"
        try await Application(responder: TestSite.make(options: SiteOptions(accessLog: log))).test(.router) { client in
            let headers: HTTPFields = [.authToken: "reader", .requestID: global, .userAgent: "agent \"1\""]
            _ = try await Self.get(client, "/identity/v3/things/7?password=hidden", headers)
            _ = try await Self.get(client, "/identity/v3/things/7", [.authToken: "stolen-token"])
        }
        log.flush()
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(!text.contains("hidden") && !text.contains("stolen-token") && !text.contains("\"reader\""))
        let lines = try text.split(separator: "\n").map { try JSONParser.parse(String($0)) }
        try #require(lines.count == 2)
        let first = lines[0]
        #expect(first["global_request_id"]?.string == global)
        #expect(first["request_id"]?.string?.hasPrefix("req-") == true)
        #expect(first["method"]?.string == "GET" && first["path"]?.string == "/identity/v3/things/7")
        #expect(first["status"]?.int == 200 && first["bytes"]?.int == 1)
        #expect(first["user_id"]?.string == "reader-id" && first["project_id"]?.string == "p1")
        #expect(first["service"]?.string == "keystone")
        #expect(first["route"]?.string == "/identity/v3/things/{thing_id}")
        #expect(first["user_agent"]?.string == "agent \"1\"")
        #expect(first["time"]?.string.flatMap(Timestamp.init(iso8601:)) != nil)
        #expect(try #require(first["microseconds"]?.int) >= 0)
        #expect(lines[1]["status"]?.int == 401 && lines[1]["user_id"]?.isNull == true)
    }

    @Test func streamedAnswersAreCountedWhenTheyAreOut() async throws {
        let options = SiteOptions(metrics: PrometheusFactory())
        let route = Route(.get, "/v3/stream", policy: .anyone) { _ in
            Reply(
                status: .ok,
                body: .stream(length: nil) { writer in
                    for piece in ["a", "b", "c"] { try await writer.write(ByteBuffer(string: piece)) }
                    try await writer.finish(nil)
                })
        }
        try await Application(responder: TestSite.make(extra: [route], options: options)).test(.router) { client in
            #expect(String(buffer: try await Self.get(client, "/identity/v3/stream").body) == "abc")
            let text = String(buffer: try await Self.get(client, "/metrics").body)
            #expect(text.contains("apus_http_requests_in_flight 1\n"))
            #expect(text.contains(#"route="/identity/v3/stream",status="200"} 1"#))
        }
    }
}
