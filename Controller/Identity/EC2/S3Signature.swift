internal import Core
internal import Crypto
internal import FoundationEssentials

/// The signatures of S3, versions 1 and 4, of the text that S3's services have made of a request.
enum S3Signature {
    private static let services: Set = ["s3", "iam", "sts"]

    /// The signature that the request must have; nil if its text has no form that is known.
    static func of(_ request: SignedRequest, secret: String) -> String? {
        guard let bytes = request.token.flatMap({ Base64.decode($0) }), !bytes.isEmpty else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self), text.hasPrefix("AWS4") else {
            let code = HMAC<Insecure.SHA1>.authenticationCode(for: bytes, using: SymmetricKey(data: Array(secret.utf8)))
            return Base64.encode(Array(code), .standard, padded: true)
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, lines[0] == AWSKey.algorithm else { return nil }
        let scope = lines[2].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard scope.count == 4, scope[3] == "aws4_request", services.contains(scope[2]) else { return nil }
        return AWSKey(secret, date: scope[0], region: scope[1], service: scope[2]).signature(of: text)
    }
}
