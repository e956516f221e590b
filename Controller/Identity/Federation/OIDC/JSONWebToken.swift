internal import Core

/// A signed token in the compact form (RFC 7515, RFC 7519): header, claims and signature. Nothing in it is true before the
/// signature has been verified.
struct JSONWebToken: Sendable {
    let algorithm: String?
    let keyID: String?
    /// Names something that whoever does not understand it must refuse.
    let isCritical: Bool
    let claims: JSON
    private let signed: [UInt8]
    private let signature: [UInt8]

    /// nil for what has not that form: it says something only to the provider.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]), let claims = Self.object(parts[1]),
            let signature = Base64.decode(parts[2])
        else { return nil }
        algorithm = header["alg"]?.string
        keyID = header["kid"]?.string
        isCritical = header["crit"] != nil
        self.claims = claims
        self.signature = signature
        signed = Array("\(parts[0]).\(parts[1])".utf8)
    }

    private static func object(_ part: Substring) -> JSON? {
        guard let bytes = Base64.decode(part), let json = try? JSONParser.parse(bytes), json.object != nil else { return nil }
        return json
    }

    /// The keys that may have signed it: of its id, if it names one, and only for the algorithm that the key itself is for.
    func candidates(_ keys: [JSONWebKey]) -> [JSONWebKey] {
        keys.filter { $0.algorithm.rawValue == algorithm && (keyID == nil || $0.id == nil || $0.id == keyID) }
    }

    func isSigned(by key: JSONWebKey) -> Bool { key.isValid(signature, of: signed) }
}
