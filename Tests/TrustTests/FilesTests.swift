import Core
import Crypto
import Glibc
import Testing
import X509

@testable import Trust

@Suite struct FilesTests {
    let state: TemporaryState
    var directory: StateDirectory { state.directory }

    init() throws {
        state = try TemporaryState()
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    @Test func anAuthorityIsMadeOnceAndLoaded() throws {
        #expect(code { _ = try CertificateAuthority.load(from: directory) } == "TRUST-MISSING")
        let made = try CertificateAuthority.create(in: directory, name: "Apus test", now: now)
        #expect(mode(directory.caKey) == 0o600)
        #expect(mode(directory.caCertificate) == 0o644)
        let loaded = try CertificateAuthority.load(from: directory)
        #expect(try loaded.fingerprint == made.fingerprint)
        #expect(loaded.certificate == made.certificate)
        #expect(code { try CertificateAuthority.create(in: directory, name: "again", now: now) } == "TRUST-EXISTS")
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o666, 0o620] as [mode_t])
    func anOpenKeyIsRefused(open: mode_t) throws {
        try CertificateAuthority.create(in: directory, name: "Apus test", now: now)
        chmod(directory.caKey, open)
        let found = code { _ = try CertificateAuthority.load(from: directory) }
        #expect(found == "TRUST-KEY-MODE")
        chmod(directory.caKey, 0o400)
        #expect(code { _ = try CertificateAuthority.load(from: directory) } == nil)
    }

    @Test func damagedFilesAreNamed() throws {
        try CertificateAuthority.create(in: directory, name: "Apus test", now: now)
        try KeyFile.write(P256.Signing.PrivateKey(), to: directory.caKey)
        #expect(code { _ = try CertificateAuthority.load(from: directory) } == "TRUST-MISMATCH")
        try DurableFile.write(Array("no key".utf8), to: directory.caKey, mode: 0o600)
        #expect(code { _ = try CertificateAuthority.load(from: directory) } == "TRUST-KEY-UNREADABLE")
        unlink(directory.caKey)
        #expect(code { _ = try CertificateAuthority.load(from: directory) } == "TRUST-MISSING")
        try DurableFile.write(Array("no certificate".utf8), to: directory.caCertificate, mode: 0o644)
        #expect(code { _ = try CertificateAuthority.load(from: directory) } == "TRUST-UNREADABLE")
    }

    @Test func theServerCertificateIsMadeWhenItMustBe() async throws {
        let authority = try CertificateAuthority.create(in: directory, name: "Apus test", now: now)
        func ensure(_ names: [String], at time: Timestamp = now) throws -> ServerCertificate.Renewal {
            try ServerCertificate.ensure(in: directory, authority: authority, names: names, now: time)
        }
        #expect(try ensure(["node1"]) != .keep)
        #expect(mode(directory.serverKey) == 0o600)
        let chain = try #require(try CertificateFile.read(directory.serverCertificate))
        #expect(chain.count == 2 && chain[1] == authority.certificate)
        #expect(await verifies(chain[0], by: authority))
        #expect(try ensure(["node1"]) == .keep)
        #expect(try CertificateFile.read(directory.serverCertificate) == chain)
        #expect(try ensure(["node1", "192.0.2.1"]) != .keep)
        #expect(try ensure(["node1", "192.0.2.1"]) == .keep)
        #expect(try ensure(["node1", "192.0.2.1"], at: now + day * 340) != .keep)
        chmod(directory.serverKey, 0o644)
        #expect(code { _ = try ensure(["node1", "192.0.2.1"]) } == "TRUST-KEY-MODE")
    }

    @Test func renewalDecisions() throws {
        let authority = try CertificateAuthority.generate(name: "Apus test", now: now)
        let other = try CertificateAuthority.generate(name: "Apus test", now: now)
        let key = P256.Signing.PrivateKey()
        let names = ["node1", "2001:db8::1"]
        let good = try authority.serverCertificate(names: names, key: key.publicKey, now: now)
        let foreign = try other.serverCertificate(names: names, key: key.publicKey, now: now)
        let table: [(String, Certificate?, P256.Signing.PrivateKey?, [String], Timestamp, Bool)] = [
            ("good", good, key, names, now, true),
            ("names in another order and spelling", good, key, ["2001:DB8:0::1", "Node1"], now, true),
            ("no certificate", nil, key, names, now, false),
            ("no key", good, nil, names, now, false),
            ("another key", good, P256.Signing.PrivateKey(), names, now, false),
            ("another authority", foreign, key, names, now, false),
            ("a name more", good, key, names + ["192.0.2.1"], now, false),
            ("a name less", good, key, ["node1"], now, false),
            ("30 days left", good, key, names, now + day * 335, true),
            ("less than 30 days left", good, key, names, now + day * 335 + .seconds(1), false),
            ("not yet valid", good, key, names, now - day, false),
        ]
        for (name, certificate, key, names, time, keeps) in table {
            let decision = ServerCertificate.renewal(of: certificate, key: key, authority: authority, names: names, now: time)
            #expect((decision == .keep) == keeps, "\(name): \(decision)")
        }
    }

    @Test func thisMachineHasNames() {
        let names = MachineNames.all(first: "cloud.example.org")
        #expect(names.first == "cloud.example.org")
        #expect(names.contains("localhost") && names.contains("127.0.0.1") && names.contains("::1"))
        #expect(names.contains(MachineNames.hostName.lowercased()))
        #expect(Set(names).count == names.count)
        #expect(!names.contains { $0.contains("%") || $0.hasPrefix("fe80") })
    }
}
