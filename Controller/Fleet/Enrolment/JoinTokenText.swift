import Core
import Trust

/// The text that an operator carries to a host: `apus1.<token id>.<secret>.<SHA-256 of the authority's certificate>`. With the
/// last part the agent knows the right controller before it trusts one.
enum JoinTokenText {
    static func text(_ token: JoinToken, _ secret: JoinSecret, _ authority: CertificateAuthority) throws -> String {
        "apus1.\(token.id).\(secret.text).\(try authority.fingerprint)"
    }
}
