import CoreMetrics
import Logging
import Metrics
import Synchronization
import Telemetry
import Testing

@Suite struct TelemetryTests {
    static func text(_ factory: PrometheusFactory) -> String { String(decoding: factory.render(), as: UTF8.self) }

    @Test func everyKindIsShownAsPrometheusReadsIt() {
        let factory = PrometheusFactory()
        Counter(label: "b.requests", dimensions: [("path", "a\"\\\n")], factory: factory).increment(by: 3)
        Counter(label: "a_total", dimensions: [], factory: factory).increment()
        Gauge(label: "1st gauge", dimensions: [], factory: factory).record(2.5)
        Meter(label: "meter", dimensions: [], factory: factory).increment(by: 2)
        #expect(
            Self.text(factory) == """
                # TYPE _1st_gauge gauge
                _1st_gauge 2.5
                # TYPE a_total counter
                a_total 1
                # TYPE b_requests_total counter
                b_requests_total{path="a\\"\\\\\\n"} 3
                # TYPE meter gauge
                meter 2

                """)
    }

    @Test func timersAreHistogramsInSeconds() {
        let factory = PrometheusFactory()
        let timer = Timer(label: "wait", dimensions: [("x", "1")], factory: factory)
        timer.recordNanoseconds(1_000_000)
        timer.recordNanoseconds(3_000_000)
        timer.recordNanoseconds(60_000_000_000)
        let text = Self.text(factory)
        for line in [
            "# TYPE wait_seconds histogram", #"wait_seconds_bucket{x="1",le="0.0005"} 0"#,
            #"wait_seconds_bucket{x="1",le="0.001"} 1"#, #"wait_seconds_bucket{x="1",le="0.005"} 2"#,
            #"wait_seconds_bucket{x="1",le="10"} 2"#, #"wait_seconds_bucket{x="1",le="+Inf"} 3"#,
            #"wait_seconds_sum{x="1"} 60.004"#, #"wait_seconds_count{x="1"} 3"#,
        ] {
            #expect(text.split(separator: "\n").contains(line[...]), "\(line)")
        }
    }

    @Test func equalHandlesShareASeriesUntilItIsDestroyed() {
        let factory = PrometheusFactory()
        Counter(label: "c", dimensions: [("a", "1")], factory: factory).increment()
        Counter(label: "c", dimensions: [("a", "1")], factory: factory).increment()
        let other = Counter(label: "c", dimensions: [("a", "2")], factory: factory)
        other.increment()
        #expect(Self.text(factory) == "# TYPE c_total counter\nc_total{a=\"1\"} 2\nc_total{a=\"2\"} 1\n")
        other.destroy()
        #expect(Self.text(factory) == "# TYPE c_total counter\nc_total{a=\"1\"} 2\n")
    }

    @Test func aNameBelongsToOneKind() {
        let factory = PrometheusFactory()
        Gauge(label: "x", dimensions: [], factory: factory).record(1)
        Recorder(label: "x", dimensions: [], aggregate: true, factory: factory).record(2)
        #expect(Self.text(factory) == "# TYPE x gauge\nx 1\n")
    }

    @Test func countsOfManyTasksAddUp() async {
        let factory = PrometheusFactory()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let counter = Counter(label: "c", dimensions: [], factory: factory)
                    let timer = Timer(label: "t", dimensions: [], factory: factory)
                    for _ in 0..<1000 {
                        counter.increment()
                        timer.recordNanoseconds(1)
                    }
                }
            }
        }
        #expect(Self.text(factory).contains("c_total 8000\n"))
        #expect(Self.text(factory).contains("t_seconds_count 8000\n"))
    }

    @Test func theProcessShowsItself() throws {
        let factory = PrometheusFactory()
        ProcessMetrics.register(with: factory)
        let values = Dictionary(
            Self.text(factory).split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
                let parts = line.split(separator: " ")
                return Double(parts[1]).map { (String(parts[0]), $0) }
            }, uniquingKeysWith: { $1 })
        #expect(try #require(values["process_resident_memory_bytes"]) > 1_000_000)
        #expect(try #require(values["process_cpu_seconds_total"]) > 0)
        #expect(try #require(values["process_open_fds"]) >= 3)
        #expect(try #require(values["process_max_fds"]) >= 3)
        #expect(try #require(values["process_start_time_seconds"]) > 1_700_000_000)
    }

    static func logged(_ log: (Logger) -> Void) -> String {
        let lines = LineRecorder()
        log(Logger(label: "room") { JSONLogHandler(label: $0, write: lines.add) })
        return lines.text
    }

    @Test func logLinesAreObjects() throws {
        let line = Self.logged { $0.warning("a \"b\"\n\u{1}", metadata: ["n": "1", "level": "x", "list": ["a", "b"]]) }
        #expect(
            line.hasSuffix(
                #""level":"warning","logger":"room","message":"a \"b\"\n\u0001","level_":"x","list":["a","b"],"n":"1"}"#
                    + "\n"))
        #expect(line.hasPrefix(#"{"time":"20"#))
        #expect(line.split(separator: "\n").count == 1)
    }

    @Test(arguments: [
        "token", "X-Auth-Token", "password", "adminPassword", "client_secret", "Authorization", "Set-Cookie", "private-key",
    ])
    func secretsAreNotWritten(_ name: String) {
        let line = Self.logged { $0.info("m", metadata: ["\(name)": "s3cr3t", "nested": ["\(name)": ["s3cr3t"]]]) }
        #expect(!line.contains("s3cr3t"))
        #expect(line.contains("***"))
    }

    @Test func idsOfSecretThingsAreWritten() {
        #expect(Self.logged { $0.info("m", metadata: ["token_id": "t1"]) }.contains(#""token_id":"t1""#))
    }
}

private final class LineRecorder: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

    @Sendable func add(_ line: [UInt8]) { bytes.withLock { $0 += line } }
}
