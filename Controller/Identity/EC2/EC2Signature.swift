internal import Core
internal import Crypto
internal import FoundationEssentials

/// The signatures of EC2's query API, versions 1, 2 and 4 (AWS General Reference, "Signing AWS API requests").
enum EC2Signature {
    /// The signature that the request must have; nil if it is signed in no way that is known.
    static func of(_ request: SignedRequest, secret: String) -> String? {
        switch request.parameters["SignatureVersion"] {
        case "1": version1(request, secret)
        case "2": version2(request, secret)
        case nil: version4(request, secret)
        default: nil
        }
    }

    /// Names and values one after the other, in the order of the names without regard to case.
    private static func version1(_ request: SignedRequest, _ secret: String) -> String {
        let text = request.parameters.sorted { $0.key.lowercased() < $1.key.lowercased() }.map { $0.key + $0.value }.joined()
        let key = SymmetricKey(data: Array(secret.utf8))
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: Array(text.utf8), using: key)
        return Base64.encode(Array(code), .standard, padded: true)
    }

    private static func version2(_ request: SignedRequest, _ secret: String) -> String {
        let parameters = request.parameters.merging(["SignatureMethod": "HmacSHA256"]) { $1 }
        let text = "\(request.verb)\n\(request.host)\n\(request.path)\n\(query(parameters))"
        return Base64.encode(AWSKey.code(Array(secret.utf8), text), .standard, padded: true)
    }

    private static func version4(_ request: SignedRequest, _ secret: String) -> String? {
        let authorization = request.headers["Authorization"]
        guard (authorization ?? request.parameters["X-Amz-Algorithm"] ?? "").hasPrefix(AWSKey.algorithm) else { return nil }
        func value(_ name: String) -> String {
            guard let authorization else { return request.parameters["X-Amz-\(name)"] ?? "" }
            return authorization.split(separator: "\(name)=", maxSplits: 1).dropFirst().first?
                .split(separator: ",", omittingEmptySubsequences: false).first.map(String.init) ?? ""
        }
        let signed = value("SignedHeaders")
        let canonical = [
            request.verb.uppercased(), request.path, request.verb.uppercased() == "POST" ? "" : query(request.parameters),
            headers(request, signed), signed, request.bodyHash,
        ].joined(separator: "\n")
        let date = request.headers["X-Amz-Date"] ?? request.parameters["X-Amz-Date"] ?? ""
        let scope = value("Credential").split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        guard scope.count >= 3, !scope[0].isEmpty, date.hasPrefix(scope[0]) else { return nil }
        let text = [AWSKey.algorithm, date, scope.joined(separator: "/"), AWSKey.hex(SHA256.hash(data: Array(canonical.utf8)))]
            .joined(separator: "\n")
        return AWSKey(secret, date: scope[0], region: scope[1], service: scope[2]).signature(of: text)
    }

    private static func headers(_ request: SignedRequest, _ signed: String) -> String {
        let headers = Dictionary(request.headers.map { ($0.key.lowercased().trimmed, $0.value.trimmed) }) { $1 }
        let lines = signed.split(separator: ";").compactMap { name in headers[String(name)].map { "\(name):\($0)" } }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func query(_ parameters: [String: String]) -> String {
        parameters.sorted { $0.key < $1.key }.map { "\(encode($0.key))=\(encode($0.value))" }.joined(separator: "&")
    }

    /// Everything but letters, digits and `-_.~` (RFC 3986 section 2.3), in UTF-8.
    private static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            let isPlain = character.isASCII && (character.isLetter || character.isNumber || "-_.~".contains(character))
            return isPlain ? String(character) : "%" + AWSKey.hex([byte]).uppercased()
        }.joined()
    }
}
