import Core
import HTTPTypes

/// What the API has answered.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]
    /// Null where it is something else.
    let json: JSON

    init(_ status: HTTPResponse.Status, _ headers: HTTPFields, _ body: [UInt8]) {
        self.status = status.code
        self.headers = headers
        self.body = body
        json = (try? JSONParser.parse(body)) ?? .null
    }

    var isGood: Bool { status < 300 }

    /// For a failure's text.
    var text: String { "\(status) \(json.text)" }
}
