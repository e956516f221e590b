import AgentProtocol
import Testing

@testable import AgentRuntime

@Suite struct JoinTests {
    @Test(arguments: [
        "", "apus1", "apus1.id.secret", "apus2.id.secret." + String(repeating: "ab", count: 32),
        "apus1.id.secret." + String(repeating: "ab", count: 31), "apus1.id.secret." + String(repeating: "zz", count: 32),
        "apus1..secret." + String(repeating: "ab", count: 32), "apus1.id.secret." + String(repeating: "ab", count: 32) + ".x",
    ])
    func malformedTokens(text: String) {
        let fault = #expect(throws: AgentFault.self) { try JoinToken(text) }
        #expect(fault?.code == "JOIN-TOKEN-MALFORMED")
    }

    @Test func aTokenHasItsParts() throws {
        let token = try JoinToken("apus1.id.se-cr_et." + String(repeating: "0aF0", count: 16))
        #expect(token.credential == "id.se-cr_et")
        #expect(token.pin.prefix(2) == [0x0A, 0xF0])
    }

    @Test(arguments: ["", "host", "http://host:5000", "https://", "https://host?x=1", "https://user@host", "https:// host"])
    func wrongURLs(text: String) {
        let fault = #expect(throws: AgentFault.self) { try ControllerURL(text) }
        #expect(fault?.code == "JOIN-URL")
    }

    @Test(arguments: [
        ("https://host:5000/", "https://host:5000", "host"), ("https://10.0.0.1:5000", "https://10.0.0.1:5000", "10.0.0.1"),
    ])
    func goodURLs(text: String, kept: String, host: String) throws {
        let url = try ControllerURL(text)
        #expect(url.text == kept)
        #expect(url.host == host)
    }

    @Test(arguments: [
        (DoorReply(status: 404, body: []), "JOIN-NOT-APUS"),
        (DoorReply(status: 200, body: Array("<html>".utf8)), "JOIN-NOT-APUS"),
    ])
    func aServerThatIsNotApus(reply: DoorReply, code: String) async throws {
        #expect(try await join(FakeDoor(authority: reply)) == code)
    }

    @Test func anUnreachableController() async throws {
        #expect(try await join(FakeDoor(authority: nil)) == "JOIN-UNREACHABLE")
    }

    @Test func anotherAuthorityIsNotTrusted() async throws {
        let door = FakeDoor(authority: DoorReply(status: 200, body: Array(FakeDoor.certificate.utf8)))
        #expect(try await join(door) == "JOIN-PIN")
        #expect(door.posts == 0, "the secret has not been sent")
    }

    @Test func refusalsOfTheControllerArePassedOn() async throws {
        let body = #"{"error": {"code": "FLEET-TOKEN-USED", "message": "It was used.", "hint": "Make another."}}"#
        let door = FakeDoor(
            authority: DoorReply(status: 200, body: Array(FakeDoor.certificate.utf8)),
            answer: DoorReply(status: 401, body: Array(body.utf8)))
        #expect(try await join(door, pin: FakeDoor.fingerprint) == "FLEET-TOKEN-USED")
        #expect(door.posts == 1)
    }

    @Test func joiningTwiceIsRefusedBeforeAnythingIsAsked() async throws {
        let door = FakeDoor(authority: nil)
        let files = MemoryFiles(["/s/agent.yaml": Array("host: x".utf8)])
        #expect(try await join(door, files: files) == "AGENT-JOINED")
        #expect(door.gets == 0)
        #expect(try await join(door, files: files, force: true) == "JOIN-UNREACHABLE")
        #expect(files.paths == ["/s/agent.yaml"], "the old state holds")
    }

    private func join(
        _ door: FakeDoor, pin: String = String(repeating: "ab", count: 32), files: MemoryFiles = MemoryFiles(),
        force: Bool = false
    ) async throws -> String? {
        let enrolment = Enrolment(state: AgentState("/s"), files: files, door: door)
        let token = try JoinToken("apus1.id.secret." + pin)
        let fault = await #expect(throws: AgentFault.self) {
            try await enrolment.join(ControllerURL("https://c:1"), token: token, host: "node1", force: force)
        }
        #expect(fault?.hint.isEmpty == false)
        return fault?.code
    }

    @Test func aHostThatHasNotJoinedIsToldSo() {
        let fault = #expect(throws: AgentFault.self) {
            try CredentialStore(AgentState("/s"), host: "node1", files: MemoryFiles())
        }
        #expect(fault?.code == "AGENT-NOT-JOINED")
    }
}
