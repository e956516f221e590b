internal import Core
internal import HTTPTypes
internal import Web

/// A signed request: what its Authorization header says (RFC 5849 §3.5.1), and what was signed.
struct OAuthHeader: Sendable, Equatable {
    private let parameters: [String: String]
    private let signature: OAuthSignature

    /// - Throws: a 400 fault where the request has no such header, or one that cannot be read.
    init(_ context: RequestContext) throws {
        guard let header = context.headers[.authorization], let parameters = Self.parameters(header) else {
            throw Refusal.invalid("Cannot retrieve Authorization headers: an OAuth header is needed.")
        }
        self.parameters = Dictionary(parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        signature = OAuthSignature(
            method: context.method.rawValue, url: context.origin + context.path,
            parameters: parameters.filter { $0.name != "oauth_signature" && $0.name != "realm" }
                + context.query.items.map { (name: $0.name, value: $0.value) })
    }

    /// nil for a header that is none of OAuth's, or broken.
    static func parameters(_ header: String) -> [(name: String, value: String)]? {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "oauth" else { return nil }
        var parameters: [(name: String, value: String)] = []
        for part in parts[1].split(separator: ",") {
            let pair = part.trimming([" ", "\t"]).split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[1].count >= 2, pair[1].first == "\"", pair[1].last == "\"",
                let name = PercentEncoding.decode(pair[0]), let value = PercentEncoding.decode(pair[1].dropFirst().dropLast()),
                !parameters.contains(where: { $0.name == name })
            else { return nil }
            parameters.append((name, value))
        }
        return parameters
    }

    /// - Throws: a 400 fault where it is not there or empty.
    func require(_ name: String) throws -> String {
        guard let value = self[name], !value.isEmpty else { throw Refusal.expecting(name, in: "request") }
        return value
    }

    subscript(_ name: String) -> String? { parameters[name] }

    // MARK: Checks

    /// How far the clocks of clients may be off.
    static let tolerance = Duration.seconds(600)

    /// - Parameter secrets: of the consumer, and the one that goes with `oauth_token`; empty where there is none yet.
    /// - Throws: 401 unless they have signed it, 400 for a way of signing that there is not.
    func check(_ secrets: (consumer: String, token: String)) throws {
        guard self["oauth_version"] ?? "1.0" == "1.0", let name = self["oauth_signature_method"],
            let method = OAuthSignature.Method(rawValue: name)
        else { throw Refusal.invalid("Validation failed: the OAuth version or signature method is not supported.") }
        guard let code = self["oauth_signature"],
            signature.isValid(code, method, secrets: secrets)
        else { throw Refusal.unauthorized("Invalid signature") }
    }

    /// When it was signed, as the client says.
    ///
    /// - Throws: 400 for a time that is no number or too far from ours.
    func signedAt(now: Timestamp) throws -> Timestamp {
        guard let seconds = self["oauth_timestamp"].flatMap({ Int64($0) }), (0...4_102_444_800).contains(seconds) else {
            throw Refusal.expecting("oauth_timestamp", in: "request")
        }
        let time = Timestamp(seconds: seconds)
        guard time <= now + Self.tolerance, now <= time + Self.tolerance else {
            throw Refusal.invalid("Timestamp given is invalid, differ from allowed by over 600 seconds")
        }
        return time
    }
}

extension Substring {
    fileprivate func trimming(_ characters: Set<Character>) -> Substring {
        var text = drop { characters.contains($0) }
        while let last = text.last, characters.contains(last) { text.removeLast() }
        return text
    }
}
