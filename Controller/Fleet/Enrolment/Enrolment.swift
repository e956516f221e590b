import Core
import Store
import Trust
import X509

/// How a host joins: its agent shows a join token and a certificate request, and gets a certificate.
///
/// Token, host and certificate change in one transaction: after a crash the agent has its certificate, or can try again.
/// A host that joins again (it lost its key, or was installed anew) gets a new certificate, and its old ones are revoked.
struct Enrolment: Sendable {
    let store: Store
    let authority: CertificateAuthority
    /// Of the agent's certificate.
    var lifetime = CertificateAuthority.agentLifetime

    struct Answer: Sendable {
        let certificate: Certificate
        let host: String
        let roles: [HostRole]
    }

    func enrol(token text: String, host: String, request: String, now: Timestamp) async throws -> Answer {
        guard let credential = JoinCredential(text) else {
            throw Fault(
                .unauthorized, code: "FLEET-TOKEN-UNKNOWN", "This is not a join token",
                hint: "Send '<id>.<secret>', the second and third part of the token.")
        }
        // Strangers get no signature made, and their requests are not parsed.
        _ = try await store.read { try JoinTokens.check($0, credential, host: host, now: now) }
        let certificate = try authority.agentCertificate(request: Array(request.utf8), host: host, now: now, lifetime: lifetime)
        return try await store.write { tx in
            let token = try JoinTokens.check(tx, credential, host: host, now: now)
            try JoinTokens.use(tx, token, now: now)
            try Hosts.enrol(tx, name: host, roles: token.roles, now: now)
            try AgentCertificates.revokeAll(tx, host: host, now: now)
            try AgentCertificates.record(tx, certificate, host: host, now: now)
            return Answer(certificate: certificate, host: host, roles: token.roles)
        }
    }
}
