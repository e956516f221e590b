import Core

/// Why a server is in ERROR, as `fault` shows it.
struct ServerFault: Sendable, Equatable {
    /// An HTTP status: 500 for what is not the client's doing.
    var code = 500
    var message: String
    /// For administrators.
    var details: String?
    var createdAt: Timestamp

    var json: JSON {
        [
            "code": .int(Int64(code)), "message": .string(message), "details": details.map { .string($0) } ?? .null,
            "created_at": .int(createdAt.microseconds),
        ]
    }
}

extension ServerFault {
    init?(_ text: String?) {
        guard let text, let json = try? JSONParser.parse(text), let message = json["message"]?.string else { return nil }
        self.init(
            code: Int(json["code"]?.int ?? 500), message: message, details: json["details"]?.string,
            createdAt: Timestamp(microseconds: json["created_at"]?.int ?? 0))
    }
}
