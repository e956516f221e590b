import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// What this host proves itself with, and what it trusts: one consistent triple, read from the state directory.
public struct Credentials: Sendable, Equatable {
    /// PEM.
    public let authority: String
    /// The agent's certificate, then the authority's, PEM.
    public let chain: String
    /// PEM.
    public let key: String
    /// Microseconds since 1970.
    public let notBefore: Int64
    public let notAfter: Int64

    /// - Throws: `AgentFault` where a part cannot be read or the certificate is not for the key.
    public init(authority: String, chain: String, key: String) throws {
        let leaf: Certificate
        let ownKey: P256.Signing.PrivateKey
        do {
            leaf = try Self.leaf(of: chain)
            ownKey = try P256.Signing.PrivateKey(pemRepresentation: key)
            _ = try Certificate(pemEncoded: authority)
        } catch {
            throw Self.damaged("cannot be read: \(error)")
        }
        guard leaf.publicKey == Certificate.PublicKey(ownKey.publicKey) else {
            throw Self.damaged("do not belong together: the certificate is for another key")
        }
        self.authority = authority
        self.chain = chain
        self.key = key
        notBefore = Int64(leaf.notValidBefore.timeIntervalSince1970 * 1_000_000)
        notAfter = Int64(leaf.notValidAfter.timeIntervalSince1970 * 1_000_000)
    }

    /// When to ask for the next certificate: at half life, so that a controller may be away for the other half.
    public var renewAt: Int64 { notBefore + (notAfter - notBefore) / 2 }

    /// The first certificate of the chain is the agent's own.
    private static func leaf(of chain: String) throws -> Certificate {
        guard let first = try PEMDocument.parseMultiple(pemString: chain).first else {
            throw damaged("cannot be read: there is no certificate")
        }
        return try Certificate(pemDocument: first)
    }

    private static func damaged(_ what: String) -> AgentFault {
        AgentFault(
            "AGENT-CREDENTIALS", "The certificate and key of this agent \(what).",
            hint: "Run `apus join HOST` on the controller, and here the command that it prints, with --force.")
    }
}
