internal import Crypto
internal import FoundationEssentials
internal import Web

/// How OAuth 1.0 signs a request (RFC 5849 §3.4).
struct OAuthSignature: Sendable, Equatable {
    enum Method: String, Sendable, CaseIterable {
        case sha1 = "HMAC-SHA1"
        case sha256 = "HMAC-SHA256"
        case sha512 = "HMAC-SHA512"
    }

    /// What is signed (§3.4.1): the method, the address without its query, and the parameters of both, in order.
    let baseString: String

    /// - Parameters:
    ///   - url: as the client asked for it, without a query.
    ///   - parameters: of the query and of the header, but for `realm` and the signature itself; decoded.
    init(method: String, url: String, parameters: [(name: String, value: String)]) {
        let encoded = parameters.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
        let sorted = encoded.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        baseString = [method.uppercased(), Self.baseURL(url), sorted].map(PercentEncoding.encode).joined(separator: "&")
    }

    /// The scheme and the host in small letters, and no port where it is the scheme's own (§3.4.1.2).
    private static func baseURL(_ url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }.lowercased()
        let name = url[..<scheme.lowerBound].lowercased()
        let port = name == "https" ? ":443" : ":80"
        let host = authority.hasSuffix(port) ? String(authority.dropLast(port.count)) : authority
        let path = rest.drop { $0 != "/" }
        return "\(name)://\(host)\(path.isEmpty ? "/" : path)"
    }

    /// - Parameters:
    ///   - signature: base64.
    ///   - secrets: of the consumer and of the token, the latter empty where there is none yet (§3.4.2).
    func isValid(_ signature: String, _ method: Method, secrets: (consumer: String, token: String)) -> Bool {
        guard let code = Data(base64Encoded: signature) else { return false }
        let key = PercentEncoding.encode(secrets.consumer) + "&" + PercentEncoding.encode(secrets.token)
        let symmetric = SymmetricKey(data: Array(key.utf8)), text = Array(baseString.utf8)
        return switch method {
        case .sha1: HMAC<Insecure.SHA1>.isValidAuthenticationCode(code, authenticating: text, using: symmetric)
        case .sha256: HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: text, using: symmetric)
        case .sha512: HMAC<SHA512>.isValidAuthenticationCode(code, authenticating: text, using: symmetric)
        }
    }

    /// The signature that a client would send.
    func sign(_ method: Method, secrets: (consumer: String, token: String)) -> String {
        let key = PercentEncoding.encode(secrets.consumer) + "&" + PercentEncoding.encode(secrets.token)
        let symmetric = SymmetricKey(data: Array(key.utf8)), text = Array(baseString.utf8)
        return switch method {
        case .sha1: Data(HMAC<Insecure.SHA1>.authenticationCode(for: text, using: symmetric)).base64EncodedString()
        case .sha256: Data(HMAC<SHA256>.authenticationCode(for: text, using: symmetric)).base64EncodedString()
        case .sha512: Data(HMAC<SHA512>.authenticationCode(for: text, using: symmetric)).base64EncodedString()
        }
    }
}
