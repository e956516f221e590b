import Core
import Testing

@testable import CLI

/// What `apus debug` prints, letter by letter.
struct DebugTests {
    private static let now = Timestamp(seconds: 1_800_000_000)

    private static func at(_ seconds: Int64) -> JSON { .string((now - .seconds(seconds)).iso8601()) }

    private static let port: JSON = [
        "kind": "port", "id": "p1", "name": "10.0.0.9", "status": "DOWN",
        "views": [
            "intent": ["whose": "the API"], "decided": ["whose": "its binding"], "observed": ["whose": "the agent of node1"],
        ],
        "lines": [["what": "host", "intent": nil, "decided": "node1", "observed": "ready", "agrees": true]],
    ]

    private static let server: JSON = [
        "kind": "server", "id": "7c1d", "name": "web-1", "status": "ACTIVE",
        "views": [
            "intent": ["whose": "the API", "detail": "request req-1", "at": at(180)],
            "decided": ["whose": "compute.servers", "detail": nil, "at": at(170)],
            "observed": ["whose": "the agent of node1", "detail": "epoch 14", "at": at(4)],
        ],
        "lines": [
            ["what": "host", "intent": "any", "decided": "node1", "observed": "up", "agrees": true],
            ["what": "power", "intent": "running", "decided": "running", "observed": "shut off", "agrees": false],
        ],
        "waits": [["by": "compute.servers", "reason": "until the guest is running", "until": at(-90)]],
        "problems": [["code": "HOST-X", "message": "it is broken", "hint": "mend it"]],
        "parts": [port],
    ]

    private func lines(_ json: JSON, width: Int = 100) -> [String] {
        DebugText(now: Self.now, width: width) { text, _ in text }.lines(DebugView(json))
    }

    @Test func aServerWithItsPort() {
        #expect(
            lines(Self.server) == [
                "server web-1 (7c1d)  ACTIVE",
                "  waits for: until the guest is running, at most 90 seconds more  [compute.servers]",
                "✗ it is broken  [HOST-X]",
                "    mend it",
                "",
                "         intent         decided          observed",
                "         the API        compute.servers  the agent of node1",
                "         request req-1                   epoch 14",
                "         3 minutes ago  2 minutes ago    4 seconds ago",
                "  host   any            node1            up",
                "✗ power  running        running          shut off",
                "",
                "  port 10.0.0.9 (p1)  DOWN",
                "",
                "          intent   decided      observed",
                "          the API  its binding  the agent of node1",
                "    host  –        node1        ready",
            ])
    }

    @Test func aNarrowTerminalGetsMoreLines() {
        let line: JSON = [
            "what": "host", "intent": "any", "decided": "node1", "observed": "down: its agent was silent for three heartbeats",
            "agrees": false,
        ]
        let json: JSON = ["kind": "server", "id": "x", "name": "x", "status": "ACTIVE", "lines": [line]]
        #expect(
            lines(json, width: 60) == [
                "server x  ACTIVE", "", "        intent  decided  observed", "✗ host  any     node1    down: its agent",
                "                         was silent for", "                         three heartbeats",
            ])
    }

    @Test(arguments: [
        ("short", 10, ["short"]), ("two words", 5, ["two", "words"]), ("unbreakable", 4, ["unbr", "eaka", "ble"]),
        ("  indented text", 10, ["  indented", "text"]), ("", 4, [""]), ("exactly ten", 7, ["exactly", "ten"]),
    ])
    func wrapping(text: String, width: Int, lines: [String]) {
        #expect(DebugText.wrap(text, width) == lines)
    }

    @Test func theControllersOwnFindings() {
        let well = DoctorReport(["items": 12, "hosts": 1, "diagnoses": []])
        #expect(well.findings == [.good("Items", "12 items on 1 host, as they should be; nothing waits for too long")])
        let ill = DoctorReport([
            "items": 12, "hosts": 2,
            "diagnoses": [
                ["check": "Host a", "verdict": "bad", "code": "FLEET-DRIFT", "message": "m", "remedy": "r"],
                ["check": "Host b", "verdict": "warning", "code": "FLEET-STRAY", "message": "n", "remedy": "s"],
            ],
        ])
        #expect(ill.findings == [.bad("Host a", "FLEET-DRIFT", "m", "r"), .warning("Host b", "FLEET-STRAY", "n", "s")])
    }

    @Test func aRefusedSetIsWrong() throws {
        let json: JSON = ["name": "a", "phase": "up", "problems": [["code": "AGENT-SET-REFUSED", "message": "m", "hint": "h"]]]
        let findings = CloudCheck.judge(try #require(HostView(json)))
        #expect(findings == [.bad("Host a", "AGENT-SET-REFUSED", "m", "h")])
    }
}
