import Core
import Trust

/// Are the certificates there, and for how long?
enum CertificateCheck {
    /// Renewal is due long before this.
    static let soon: Int64 = 14 * 86_400

    static func run(_ directory: StateDirectory, now: Timestamp) -> [Finding] {
        let agent = AgentFiles(directory)
        var findings = [
            look(
                "CA certificate", directory.caCertificate, now: now, soon: 90 * 86_400,
                remedy: "Make a new authority: it needs every host to join again. Back up first; see `apus init --help`."),
            look(
                "Server certificate", directory.serverCertificate, now: now, soon: soon,
                remedy: "The controller renews it by itself, hourly while it runs; at once with: apus down && apus up"),
        ]
        if Machine.exists(agent.settings) {
            findings.append(
                look(
                    "Agent certificate", agent.certificate, now: now, soon: 3600,
                    remedy:
                        "The agent renews it while it is connected. Expired, the host must join again: apus join \(Machine.hostName), and --force on the host."
                ))
        }
        return findings
    }

    private static func look(_ name: String, _ path: String, now: Timestamp, soon: Int64, remedy: String) -> Finding {
        do {
            guard let certificate = try CertificateFile.read(path)?.first else {
                return .bad(name, "CERTIFICATE-MISSING", "\(path) is missing", "Restore it from a backup: apus restore FILE")
            }
            return judge(
                name, notBefore: certificate.notBefore, notAfter: certificate.notAfter, now: now, soon: soon, remedy: remedy)
        } catch {
            return .bad(
                name, "CERTIFICATE-UNREADABLE", "\(path) cannot be read: \(words(error))",
                "Restore it from a backup: apus restore FILE")
        }
    }

    /// The decision, without the file.
    static func judge(
        _ name: String, notBefore: Timestamp, notAfter: Timestamp, now: Timestamp, soon: Int64, remedy: String
    ) -> Finding {
        let left = notAfter.seconds - now.seconds
        if now < notBefore {
            return .bad(
                name, "CERTIFICATE-NOT-YET", "It is valid only from \(notBefore.iso8601(.seconds))",
                "Set this machine's clock: it is probably wrong. Else: \(remedy)")
        }
        if left <= 0 {
            return .bad(name, "CERTIFICATE-EXPIRED", "It expired \(Figures.span(seconds: left)) ago", remedy)
        }
        if left < soon {
            return .warning(name, "CERTIFICATE-EXPIRES", "It expires in \(Figures.span(seconds: left))", remedy)
        }
        return .good(name, "valid for \(Figures.span(seconds: left))")
    }

    static func words(_ error: any Error) -> String { (error as? Fault)?.message ?? "\(error)" }
}
