import AgentRuntime
import Core
import HTTPTypes

/// The two requests of enrolment, over the API in process.
struct SimDoor: EnrolmentDoor {
    let client: Client

    func getUnverified(_ url: String) async throws -> DoorReply { try await ask(.get, url, nil) }

    func post(_ url: String, json: [UInt8], authority: String) async throws -> DoorReply { try await ask(.post, url, json) }

    private func ask(_ method: HTTPRequest.Method, _ url: String, _ body: [UInt8]?) async throws -> DoorReply {
        let path = url.firstRange(of: "/apus").map { String(url[$0.lowerBound...]) } ?? "/"
        let (status, bytes) = try await client.raw(method, path, body)
        return DoorReply(status: status, body: bytes)
    }
}
