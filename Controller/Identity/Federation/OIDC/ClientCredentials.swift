internal import Core
internal import Web

/// How a client of an OAuth 2.0 server says who it is.
enum ClientCredentials {
    /// The value of `Authorization`: both parts are encoded as in a form before they are joined (RFC 6749 §2.3.1).
    static func basic(_ id: String, _ secret: String) -> String {
        let pair = "\(PercentEncoding.encode(id)):\(PercentEncoding.encode(secret))"
        return "Basic " + Base64.encode(Array(pair.utf8), .standard, padded: true)
    }
}
