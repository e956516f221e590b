public import X509

/// Which host a certificate of our authority speaks for.
///
/// The name stands in a URI that nothing else carries, so that a controller's certificate is never an agent's. The DNS name
/// lies in a domain of its own, so that an agent on the controller's machine cannot pass for the controller.
public enum AgentIdentity {
    static let domain = "agents.apus.internal"

    static func uri(_ host: String) -> String { "apus:agent/\(host)" }

    /// The host's name, if the certificate is an agent's; its chain must have been verified before.
    public static func host(of certificate: Certificate) -> String? {
        guard let name = certificate.subject.commonName, let names = try? certificate.extensions.subjectAlternativeNames,
            names.contains(.uniformResourceIdentifier(uri(name)))
        else { return nil }
        return name
    }
}
