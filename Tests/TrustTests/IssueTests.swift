import Core
import Crypto
import SwiftASN1
import Testing
import X509

@testable import Trust

@Suite struct IssueTests {
    let authority: CertificateAuthority

    init() throws {
        authority = try CertificateAuthority.generate(name: "Apus test", now: now)
    }

    @Test func theAuthorityIsOneForTenYears() async throws {
        let certificate = authority.certificate
        #expect(try certificate.extensions.basicConstraints == .isCertificateAuthority(maxPathLength: 0))
        #expect(certificate.subject == certificate.issuer)
        #expect(certificate.notAfter == now + day * 3650)
        #expect(try authority.fingerprint.count == 64)
        #expect(await verifies(certificate, by: authority))
    }

    @Test func aServerCertificateHasItsNames() async throws {
        let names = ["node1.example.org", "192.0.2.7", "2001:db8::1", "localhost"]
        let key = P256.Signing.PrivateKey()
        let certificate = try authority.serverCertificate(names: names, key: key.publicKey, now: now)
        #expect(SubjectNames.texts(of: certificate) == Set(names))
        let addresses = try #require(try certificate.extensions.subjectAlternativeNames).filter {
            if case .ipAddress = $0 { true } else { false }
        }
        #expect(addresses.count == 2)
        #expect(try certificate.extensions.extendedKeyUsage.map(Array.init) == [.serverAuth])
        #expect(certificate.notAfter == now + day * 365)
        #expect(await verifies(certificate, by: authority))
        #expect(await !verifies(certificate, by: authority, at: now + day * 366))
        #expect(AgentIdentity.host(of: certificate) == nil)
    }

    @Test func anAgentGetsWhatWeGrantNotWhatItAsksFor() async throws {
        let key = P256.Signing.PrivateKey()
        let certificate = try authority.agentCertificate(request: try request("node1", key: key), host: "node1", now: now)
        #expect(certificate.publicKey == Certificate.PublicKey(key.publicKey))
        #expect(AgentIdentity.host(of: certificate) == "node1")
        #expect(certificate.notAfter == now + day)
        #expect(try certificate.extensions.basicConstraints == .notCertificateAuthority)
        #expect(try certificate.extensions.extendedKeyUsage.map(Array.init) == [.clientAuth, .serverAuth])
        let names = try #require(try certificate.extensions.subjectAlternativeNames)
        #expect(
            Array(names) == [.uniformResourceIdentifier("apus:agent/node1"), .dnsName("node1.agents.apus.internal")])
        #expect(await verifies(certificate, by: authority))
    }

    @Test func aRequestMayBePEM() throws {
        let der = try request("node1")
        let pem = PEMDocument(type: "CERTIFICATE REQUEST", derBytes: der).pemString
        let certificate = try authority.agentCertificate(request: Array(pem.utf8), host: "node1", now: now)
        #expect(AgentIdentity.host(of: certificate) == "node1")
    }

    @Test func serialsAreRandom() throws {
        let serials = try (0..<50).map { _ in
            try authority.agentCertificate(request: try request("node1"), host: "node1", now: now).serialText
        }
        #expect(Set(serials).count == 50)
        #expect(serials.allSatisfy { (24...32).contains($0.count) })
    }

    @Test func nothingOutlivesTheAuthority() throws {
        let late = authority.notAfter - .seconds(60)
        let certificate = try authority.agentCertificate(request: try request("node1"), host: "node1", now: late)
        #expect(certificate.notAfter == authority.notAfter)
    }

    @Test func anotherAuthorityIsNotTrusted() async throws {
        let other = try CertificateAuthority.generate(name: "Apus test", now: now)
        let certificate = try other.agentCertificate(request: try request("node1"), host: "node1", now: now)
        #expect(await !verifies(certificate, by: authority))
    }

    @Test func wrongRequestsAreRefused() throws {
        var forged = try request("node1")
        forged[forged.count - 1] ^= 1
        let longKey = try request(try DistinguishedName { CommonName("node1") }, key: .init(P384.Signing.PrivateKey()))
        let twoNames = try DistinguishedName {
            CommonName("node1")
            CommonName("node2")
        }
        let requests: [(String, [UInt8], String)] = [
            ("empty", [], "TRUST-CSR-INVALID"),
            ("garbage", Array("hello".utf8), "TRUST-CSR-INVALID"),
            ("no text", Array("-".utf8) + [0xFF], "TRUST-CSR-INVALID"),
            ("too long", [UInt8](repeating: 0x30, count: 20_000), "TRUST-CSR-INVALID"),
            ("cut", Array(try request("node1").dropLast(10)), "TRUST-CSR-INVALID"),
            ("forged", forged, "TRUST-CSR-SIGNATURE"),
            ("P-384", longKey, "TRUST-CSR-KEY"),
            ("another host", try request("node2"), "TRUST-CSR-NAME"),
            ("no name", try request(DistinguishedName(), key: .init(P256.Signing.PrivateKey())), "TRUST-CSR-NAME"),
            ("two names", try request(twoNames, key: .init(P256.Signing.PrivateKey())), "TRUST-CSR-NAME"),
        ]
        for (name, bytes, expected) in requests {
            let found = code { _ = try authority.agentCertificate(request: bytes, host: "node1", now: now) }
            #expect(found == expected, "\(name)")
        }
    }

    @Test(arguments: [
        ("node1", true), ("node1.example.org", true), ("a", true), ("1", true), ("a-b", true), ("", false), ("-a", false),
        ("a-", false), ("a..b", false), (".a", false), ("a.", false), ("a_b", false), ("A", false), ("a/b", false),
        ("ä", false), ("a b", false), (String(repeating: "a", count: 63), true), (String(repeating: "a", count: 64), false),
        (String(repeating: "a.", count: 32) + "a", false),
    ])
    func hostNames(name: String, isValid: Bool) {
        #expect(HostName.isValid(name) == isValid)
        #expect((code { try HostName.check(name) } == nil) == isValid)
    }
}
