import Core
import Foundation
import Logging
import Store
import Testing

@testable import Identity

/// Secrets in the database, and the keys outside of it.
@Suite struct SealingKeysTests {
    private static func names(_ cloud: AuthCloud) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: cloud.directory.path + "/sealing").sorted()
    }

    /// A credential of alice's with a blob that can be looked for.
    private static func store(_ cloud: AuthCloud, _ id: String, _ blob: String) async throws {
        let id = CredentialID(id)
        let sealed = try cloud.sealing.seal(blob, for: Credential.place(id))
        let credential = Credential(id: id, userID: cloud.alice.id, projectID: nil, type: "cert", sealed: sealed)
        try await cloud.store.write { try Credentials.create($0, credential) }
    }

    private static func open(_ cloud: AuthCloud, _ id: String) async throws -> String {
        let credential = try await cloud.store.read { try Credentials.get($0, CredentialID(id)) }
        return try cloud.sealing.open(credential.sealed, for: Credential.place(credential.id))
    }

    @Test func opensOnlyWhatIsWholeAndInItsPlace() throws {
        let key = SealingKey.random()
        let sealed = try key.seal("a secret", for: "here")
        #expect(key.open(sealed, for: "here") == "a secret")
        #expect(key.open(sealed, for: "there") == nil)
        #expect(SealingKey.random().open(sealed, for: "here") == nil)
        #expect(try key.seal("a secret", for: "here") != sealed)
        let bytes = try #require(Base64.decode(sealed))
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            #expect(key.open(Base64.encode(changed), for: "here") == nil, "byte \(index)")
        }
        #expect(key.open("", for: "here") == nil)
        #expect(try #require(SealingKey(text: key.text)).open(sealed, for: "here") == "a secret")
        #expect(SealingKey(text: "short") == nil)
    }

    @Test func leavesNothingInTheDatabase() async throws {
        let cloud = try await AuthCloud()
        try await Self.store(cloud, "one", "correct-horse-battery")
        let rows = try await cloud.store.read { s in
            try s.rows("SELECT sealed, key_id, extra FROM identity_credential").map { try $0.get("sealed") as String }
        }
        #expect(rows.count == 1 && !rows[0].contains("correct-horse"))
        for suffix in ["", "-wal"] {
            // There are none where the tests run on a database server.
            let url = URL(fileURLWithPath: cloud.directory.path + "/apus.db" + suffix)
            guard let file = try? Data(contentsOf: url) else { continue }
            #expect(file.range(of: Data("correct-horse-battery".utf8)) == nil)
        }
    }

    /// A month per key. What the first one sealed is sealed anew; its file goes an hour later.
    @Test func rotatesByAge() async throws {
        let cloud = try await AuthCloud()
        for index in 0..<250 { try await Self.store(cloud, "c\(index)", "secret \(index)") }
        let before = try await cloud.store.read { try Credentials.keyIDs($0) }
        #expect(try Self.names(cloud) == ["0", "1"])
        cloud.time.advance(by: .seconds(30 * 86_400))
        try await cloud.sealing.maintain()
        #expect(try Self.names(cloud) == ["0", "1", "2"])
        let after = try await cloud.store.read { try Credentials.keyIDs($0) }
        #expect(before.count == 1 && after.count == 1 && before != after)
        for index in 0..<250 { #expect(try await Self.open(cloud, "c\(index)") == "secret \(index)") }
        cloud.time.advance(by: .seconds(3600))
        try await cloud.sealing.maintain()
        #expect(try Self.names(cloud) == ["0", "2"])
        #expect(try await Self.open(cloud, "c7") == "secret 7")
    }

    /// Another process has rotated meanwhile: what it seals is opened, and the other way round.
    @Test func processesUnderstandEachOther() async throws {
        let cloud = try await AuthCloud()
        let other = try SealingKeys(
            directory: cloud.directory.path + "/sealing", store: cloud.store, time: cloud.time, logger: Logger(label: "test"))
        let old = try cloud.sealing.seal("old", for: "x")
        cloud.time.advance(by: .seconds(30 * 86_400))
        try await other.maintain()
        let new = try other.seal("new", for: "x")
        #expect(new.keyID != old.keyID)
        #expect(try cloud.sealing.open(new, for: "x") == "new")
        #expect(try other.open(old, for: "x") == "old")
        for _ in 0..<3 {
            cloud.time.advance(by: .seconds(30 * 86_400))
            try await other.maintain()
        }
        #expect(try cloud.sealing.open(try other.seal("later", for: "x"), for: "x") == "later")
    }

    /// A key that rows need stays, however old; without it the row says so and tells nothing.
    @Test func aLostKeyIsSaid() async throws {
        let cloud = try await AuthCloud()
        try await Self.store(cloud, "one", "secret")
        try FileManager.default.removeItem(atPath: cloud.directory.path + "/sealing")
        let fresh = try SealingKeys(
            directory: cloud.directory.path + "/sealing", store: cloud.store, time: cloud.time, logger: Logger(label: "test"))
        let credential = try await cloud.store.read { try Credentials.get($0, CredentialID("one")) }
        let fault = #expect(throws: Fault.self) { try fresh.open(credential.sealed, for: Credential.place(credential.id)) }
        #expect(fault?.code == "IDENTITY-SEAL")
        #expect(fault?.message == "The credential cannot be read.")
        try await fresh.maintain()
        #expect(try await cloud.store.read { try Credentials.get($0, CredentialID("one")) }.sealed == credential.sealed)
    }

    @Test(arguments: [("", 0o755, "700"), ("/1", 0o640, "600"), ("/0", 0o604, "600")])
    func refusesKeysThatOthersCanRead(name: String, mode: Int, remedy: String) async throws {
        let cloud = try await AuthCloud()
        let path = cloud.directory.path + "/sealing" + name
        for file in ["", "/0", "/1"] {
            let found = try FileManager.default.attributesOfItem(atPath: cloud.directory.path + "/sealing" + file)
            #expect(found[.posixPermissions] as? Int == (file.isEmpty ? 0o700 : 0o600))
        }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        let fault = await #expect(throws: Fault.self) { try await cloud.sealing.maintain() }
        #expect(fault?.code == "IDENTITY-KEY-MODE")
        #expect(fault?.hint == "chmod \(remedy) \(path)")
    }
}
