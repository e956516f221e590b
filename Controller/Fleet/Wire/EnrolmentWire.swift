import Core
import HTTPTypes
import Trust
import Web

/// Enrolment in JSON.
enum EnrolmentWire {
    /// `{"token": "<id>.<secret>", "host": "node1", "csr": "<PEM>"}`
    struct Wish {
        let token: String
        let host: String
        let request: String

        init(_ body: JSONReader) throws {
            token = try body.string("token", length: 1...512)
            host = try body.string("host")
            try HostName.check(host)
            request = try body.string("csr", length: 1...16_384)
        }
    }

    /// - Parameter origin: how the agent reached the API; it reaches the fleet port at the same address by default.
    static func reply(_ answer: Enrolment.Answer, _ fleet: FleetRoom, origin: String) throws -> Reply {
        let chain = try CertificateFile.pem([answer.certificate, fleet.authority.certificate])
        let authority = try fleet.authority.pem
        let configured = fleet.configuration.address
        return .json(.created) { w in
            w.object { w in
                w.field("certificate", chain)
                w.field("ca", authority)
                w.field("host", answer.host)
                w.field("roles", answer.roles.map(\.rawValue))
                w.field("fleet") { w in
                    w.object { w in
                        w.field("address", configured.isEmpty ? host(of: origin) : configured)
                        w.field("port", fleet.configuration.port)
                    }
                }
            }
        }
    }

    /// `https://[2001:db8::1]:5000` → `2001:db8::1`
    static func host(of origin: String) -> String {
        let authority = origin.split(separator: "//", maxSplits: 1).last ?? Substring(origin)
        if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" }) }
        return String(authority.prefix { $0 != ":" })
    }
}
