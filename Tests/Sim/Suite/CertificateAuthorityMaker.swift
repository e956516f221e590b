import Core
import Trust

/// What `apus init` does before the first start.
enum CertificateAuthorityMaker {
    static func make(in place: Place, now: Timestamp) throws -> CertificateAuthority {
        try CertificateAuthority.create(in: place.controller, name: "Sim", now: now)
    }
}
