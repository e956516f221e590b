import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Web

/// One request and what must come back, for the same table in process and over a socket.
struct SiteCase: Sendable, CustomTestStringConvertible {
    let name: String
    var method = HTTPRequest.Method.get
    let path: String
    var headers: [String: String] = [:]
    var body: [UInt8]?
    let status: Int
    /// The exact body; nil for any.
    var answer: String?
    /// Headers that must be there with this value; a value of nil must not be there.
    var answerHeaders: [String: String?] = [:]

    var testDescription: String { name }

    func check(_ client: any TestClientProtocol) async throws {
        var fields = HTTPFields()
        for (name, value) in headers { fields[.named(name)] = value }
        let response = try await client.executeRequest(
            uri: path, method: method, headers: fields, body: body.map { ByteBuffer(bytes: $0) })
        #expect(response.status.code == status)
        if let answer { #expect(String(buffer: response.body) == answer) }
        for (name, value) in answerHeaders {
            #expect(response.headers[.named(name)] == value, "\(name)")
        }
        let id = try #require(response.headers[.requestID])
        #expect(id.count == 40 && id.hasPrefix("req-"))
    }
}
