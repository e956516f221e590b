import Core
import Crypto
import Web

/// Keypairs in JSON (Compute API, "Keypairs"): `type` since 2.2, `user_id` in a body since 2.10, imported only since 2.92.
enum KeypairWire {
    struct Wish {
        let name: String
        let type: String
        let publicKey: String?
        let userID: UserID?
    }

    // MARK: In

    static func wish(_ body: JSONReader, _ context: RequestContext) throws -> Wish {
        let minor = context.minor
        let input = try Input.root(body, "keypair")
        try input.allow(
            Set(["name", "public_key"]).union(minor >= 2 ? ["type"] : []).union(minor >= 10 ? ["user_id"] : []))
        try input.require("name")
        if minor >= 92 { try input.require("public_key") }
        let name = try input.member("name").name()
        guard isSafe(name, minor) else {
            throw Refusal.invalid("Keypair data is invalid: Keypair name contains unsafe characters")
        }
        let type = try input.optional("type")?.word(of: ["ssh", "x509"]) ?? "ssh"
        let publicKey = try input.optional("public_key")?.text(1...65_535)
        if publicKey == nil, type == "x509" {
            throw Refusal.notYet("Making x509 certificates")
        }
        let user = try input.optional("user_id")?.text(1...255)
        return Wish(name: name, type: type, publicKey: publicKey, userID: user.map { UserID($0) })
    }

    private static func isSafe(_ name: String, _ minor: Int) -> Bool {
        let marks = minor >= 92 ? "_- @." : "_- "
        return name.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || marks.unicodeScalars.contains(scalar))
        }
    }

    /// The key as it came, and its fingerprint.
    ///
    /// - Throws: 400 for what is no key.
    static func imported(_ text: String, type: String) throws -> (text: String, fingerprint: String) {
        let invalid = Refusal.invalid(
            "Keypair data is invalid: failed to generate fingerprint",
            hint: "Send the one line of a file such as ~/.ssh/id_ed25519.pub.")
        if type == "x509" {
            guard let certificate = certificate(text) else { throw invalid }
            return (text, SSHPublicKey.pairs(Insecure.SHA1.hash(data: certificate)))
        }
        guard let key = SSHPublicKey(text) else { throw invalid }
        return (text, key.fingerprint)
    }

    /// The DER between the first pair of PEM's lines (RFC 7468).
    private static func certificate(_ pem: String) -> [UInt8]? {
        guard let start = pem.firstRange(of: "-----BEGIN CERTIFICATE-----"),
            let end = pem[start.upperBound...].firstRange(of: "-----END CERTIFICATE-----")
        else { return nil }
        return Base64.decode(pem[start.upperBound..<end.lowerBound].filter { !$0.isWhitespace }, .standard)
    }

    // MARK: Out

    /// In a list.
    static func brief(_ w: inout JSONWriter, _ keypair: Keypair, _ context: RequestContext) {
        w.object { common(&$0, keypair, context) }
    }

    static func whole(_ w: inout JSONWriter, _ keypair: Keypair, _ context: RequestContext) {
        w.object { w in
            common(&w, keypair, context)
            w.field("user_id", keypair.userID.string)
            w.field("id", keypair.number)
            w.field("created_at", keypair.createdAt.iso8601(suffix: ""))
            w.field("updated_at", String?.none)
            w.field("deleted_at", String?.none)
            w.field("deleted", false)
        }
    }

    static func made(_ w: inout JSONWriter, _ keypair: Keypair, privateKey: String?, _ context: RequestContext) {
        w.object { w in
            common(&w, keypair, context)
            w.field("user_id", keypair.userID.string)
            if let privateKey { w.field("private_key", privateKey) }
        }
    }

    private static func common(_ w: inout JSONWriter, _ keypair: Keypair, _ context: RequestContext) {
        w.field("name", keypair.name)
        w.field("public_key", keypair.publicKey)
        w.field("fingerprint", keypair.fingerprint)
        if context.minor >= 2 { w.field("type", keypair.type) }
    }
}
