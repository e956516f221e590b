internal import Core

/// Asks other servers, for a small document. A value of closures, so that a test can be those servers.
struct WebFetch: Sendable {
    struct Request: Sendable {
        let url: String
        /// Sent with POST; nil: GET.
        var form: [(name: String, value: String)]?
        var authorization: String?
        /// Authorities to trust instead of the machine's.
        var caFile: String?
    }

    struct Answer: Sendable {
        let status: Int
        let body: [UInt8]
    }

    /// - Throws: whatever kept the answer from coming.
    let send: @Sendable (Request) async throws -> Answer

    /// - Throws: `Fault` FEDERATION-UNREACHABLE if there is no answer, or none that is a JSON object.
    func json(_ request: Request) async throws -> (status: Int, json: JSON) {
        let answer: Answer
        do {
            answer = try await send(request)
        } catch {
            throw Self.unreachable("\(request.url): \(error)")
        }
        guard let json = try? JSONParser.parse(answer.body), json.object != nil else {
            throw Self.unreachable("\(request.url): status \(answer.status), and no JSON object")
        }
        return (answer.status, json)
    }

    static func unreachable(_ detail: String) -> Fault {
        Fault(
            .unavailable, code: "FEDERATION-UNREACHABLE",
            "The identity provider cannot be reached or does not answer as it should.",
            detail: detail)
    }
}
