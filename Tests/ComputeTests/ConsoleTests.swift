import Core
import HTTPTypes
import Testing

@testable import Compute

/// Keys to consoles, and the page that shows one.
struct ConsoleTests {
    @Test func aTokenOpensOneServerForAWhile() {
        let tokens = ConsoleTokens()
        let now = Timestamp(seconds: 1_000_000)
        let token = tokens.make(ServerID("a"), .screen, now: now)
        #expect(tokens.grant(token, now: now)?.server == ServerID("a"))
        #expect(tokens.grant(token, now: now + ConsoleTokens.lifetime) == nil)
        #expect(tokens.grant("", now: now) == nil)
        #expect(tokens.grant(token + "x", now: now) == nil)
    }

    @Test(arguments: [
        ("a\r\nb\r\nc\r\n", 2, "c\r\n"), ("a\nb\nc", 2, "b\nc"), ("a\nb", 5, "a\nb"), ("a\nb", 2, "a\nb"), ("a", 0, ""),
        ("", 3, ""),
    ])
    func theLastLinesAreCountedByTheirEnds(_ text: String, _ lines: Int, _ tail: String) {
        #expect(ConsoleOutput.tail(text, lines: lines) == tail)
    }

    /// Its host is not connected, so that a tunnel would be refused with 503.
    @Test func noTunnelIsOpenedForWhatIsNoWebSocket() async throws {
        try await ServerCloud.run { cloud async throws in
            let work = try await cloud.host("node1").works()
            defer { work.cancel() }
            let id = try await cloud.create("web")
            try await cloud.until(id, "ACTIVE")
            let token = cloud.consoles.make(ServerID(id), .screen, now: SystemTime().now)
            let answer = try await cloud.get("/apus/v1/console/socket?token=\(token)")
            #expect(answer.status == .badRequest)
            #expect(answer.message.contains("WebSocket"))
        }
    }

    @Test(arguments: [["..", "hosts.js"], [".hidden.js"], ["a/b.js"], ["passwd"], ["none.js"], []])
    func noPathLeadsOutOfThePage(_ names: [String]) {
        #expect(throws: Fault.self) { try ConsolePages(places: ["/etc"]).file(names) }
    }

    @Test func aConsoleIsForMembersAndForGuestsThatHaveOne() async throws {
        try await ServerCloud.run(drives: false) { cloud async throws in
            let id = try await cloud.create("web")
            let body: JSON = ["remote_console": ["protocol": "vnc", "type": "novnc"]]
            #expect(try await cloud.post("/servers/\(id)/remote-consoles", body).status == .conflict)
            #expect(try await cloud.post("/servers/\(id)/remote-consoles", body, as: "reader").status == .forbidden)
            #expect(try await cloud.post("/servers/\(id)/remote-consoles", body, as: "stranger").status == .notFound)
            let wrong: JSON = ["remote_console": ["protocol": "vnc", "type": "serial"]]
            #expect(try await cloud.post("/servers/\(id)/remote-consoles", wrong).status == .badRequest)
        }
    }

    @Test func aServerThatRunsHasAnAddressForBrowsers() async throws {
        try await ServerCloud.run { cloud async throws in
            let work = try await cloud.host("node1").works()
            defer { work.cancel() }
            let id = try await cloud.create("web")
            try await cloud.until(id, "ACTIVE")
            let body: JSON = ["remote_console": ["protocol": "vnc", "type": "novnc"]]
            let answer = try await cloud.post("/servers/\(id)/remote-consoles", body)
            let url = try #require(answer.json["remote_console"]?["url"]?.string)
            #expect(url.contains("/apus/v1/console/novnc/vnc_lite.html?path=apus%2Fv1%2Fconsole%2Fsocket%3Ftoken%3D"))
        }
    }
}
