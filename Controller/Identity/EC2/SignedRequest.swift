internal import Core

/// A request to another service that somebody has signed with an EC2 credential, as that service describes it (Identity API
/// v3, "EC2 Credentials", and the requests of `keystonemiddleware`).
struct SignedRequest: Sendable {
    let access: String
    let signature: String?
    let verb: String
    var host: String
    let path: String
    let parameters: [String: String]
    let headers: [String: String]
    let bodyHash: String
    /// The text that was signed, as base64url: all that S3's services send.
    let token: String?
}

extension SignedRequest {
    /// - Throws: a 400 fault for an empty body, 401 for one that names no access key.
    init(_ body: JSONReader) throws {
        guard !body.members.isEmpty else { throw Refusal.invalid("request must include a request body") }
        let name = ["credentials", "credential", "ec2Credentials"].first { body.json[$0]?.object?.isEmpty == false }
        guard let name, let access = try body.object(name).optionalString("access", length: 1...255) else {
            throw Refusal.unauthorized("EC2 Signature not supplied")
        }
        let credentials = try body.object(name)
        self.access = access
        signature = try credentials.optionalString("signature")
        verb = try credentials.optionalString("verb") ?? ""
        host = try credentials.optionalString("host") ?? ""
        path = try credentials.optionalString("path") ?? ""
        parameters = try Self.texts(credentials.optionalObject("params"))
        headers = try Self.texts(credentials.optionalObject("headers"))
        bodyHash = try credentials.optionalString("body_hash") ?? ""
        token = try credentials.optionalString("token")
    }

    /// A number is signed as it is written.
    private static func texts(_ reader: JSONReader?) -> [String: String] {
        (reader?.members ?? [:]).mapValues { $0.string ?? $0.text }
    }

    // MARK: When it was signed

    /// - Throws: 401 for a request that is older than the time to live, and for what is no time. One that names none never ages:
    ///   its signer has left it away on purpose.
    func checkAge(_ now: Timestamp, limit: Duration) throws {
        let text = parameters["Timestamp"] ?? headers["X-Amz-Date"] ?? parameters["X-Amz-Date"] ?? ""
        guard !text.isEmpty else { return }
        guard let signed = Timestamp(iso8601: text) ?? Timestamp(compact: text) else {
            throw Refusal.unauthorized("Credential timestamp is invalid: \(text)")
        }
        guard now <= signed + limit else { throw Refusal.unauthorized("Credential is expired") }
    }
}

extension Timestamp {
    /// Reads `20130904T143000Z` (ISO 8601, basic format).
    fileprivate init?(compact text: String) {
        let digits = Array(text)
        guard digits.count == 16, digits[8] == "T", digits[15] == "Z" else { return nil }
        let date = "\(String(digits[0..<4]))-\(String(digits[4..<6]))-\(String(digits[6..<8]))"
        let time = "\(String(digits[9..<11])):\(String(digits[11..<13])):\(String(digits[13..<15]))"
        self.init(iso8601: "\(date)T\(time)Z")
    }
}
