/// The two requests of enrolment; the seam below which tests replace HTTPS.
public protocol EnrolmentDoor: Sendable {
    /// GET without checking the server's certificate: what comes back is checked against the token's pin.
    func getUnverified(_ url: String) async throws -> DoorReply
    /// POST of JSON to a server whose certificate the given authority (PEM) has signed.
    func post(_ url: String, json: [UInt8], authority: String) async throws -> DoorReply
}

public struct DoorReply: Sendable {
    public var status: Int
    public var body: [UInt8]

    public init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}
