import Core
import Crypto
import Testing

@testable import Identity

@Suite struct AuthPasswordsTests {
    private static let cheap = ScryptHash.Cost(logRounds: 4, blockSize: 8, parallelism: 1)

    struct Vector: Sendable {
        let password: String
        let salt: String
        let cost: ScryptHash.Cost
        let key: String
    }

    /// RFC 7914 §12.
    @Test(arguments: [
        Vector(
            password: "", salt: "", cost: .init(logRounds: 4, blockSize: 1, parallelism: 1),
            key: "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"),
        Vector(
            password: "pleaseletmein", salt: "SodiumChloride", cost: .init(logRounds: 14, blockSize: 8, parallelism: 1),
            key: "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"),
    ])
    func derivesAsTheStandardDoes(vector: Vector) throws {
        let key = try ScryptHash.derive(Array(vector.password.utf8), Array(vector.salt.utf8), vector.cost, count: 64)
        #expect(key.withUnsafeBytes { UUIDText.text(Array($0), dashed: false) } == vector.key)
    }

    /// Made by another implementation: passlib's `scrypt.hash("password")` with its default cost.
    @Test func verifiesHashesOfOtherImplementations() async throws {
        let hash = "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E"
        let passwords = Passwords(threads: 1, queue: 8, cost: Self.cheap)
        #expect(try await passwords.verify("password", hash))
    }

    @Test func tellsRightFromWrong() async throws {
        let passwords = Passwords(threads: 1, queue: 8, cost: Self.cheap)
        let hash = try await passwords.hash("geheim")
        #expect(hash.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
        #expect(try await passwords.hash("geheim") != hash)
        #expect(try await passwords.verify("geheim", hash))
        for wrong in ["", "Geheim", "geheim ", "geheim1"] { #expect(try await !passwords.verify(wrong, hash)) }
        #expect(try await !passwords.verify("geheim", nil))
        #expect(try await !passwords.verify("geheim", "$2b$12$nonsense"))
    }

    @Test func keepsUpstreamsStrength() async throws {
        let hash = try #require(ScryptHash(try await Passwords(threads: 1).hash("x")))
        #expect(hash.cost == ScryptHash.Cost(logRounds: 16, blockSize: 8, parallelism: 1))
        #expect(hash.salt.count == 16)
        #expect(hash.key.count == 32)
    }

    @Test(arguments: [
        "", "$scrypt$", "$scrypt$ln=16,r=8,p=1$c2FsdA$", "$scrypt$ln=16,r=8$c2FsdA$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
        "$scrypt$ln=40,r=8,p=1$c2FsdA$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
        "$scrypt$ln=16,r=8,p=1,q=1$c2FsdA$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
        "$scrypt$r=8,ln=16,p=1$c2FsdA$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
        "scrypt$ln=16,r=8,p=1$c2FsdA$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
    ])
    func refusesWhatIsNoHash(text: String) {
        #expect(ScryptHash(text) == nil)
    }

    @Test func refusesPasswordsThatAreTooLong() async throws {
        let passwords = Passwords(threads: 1, queue: 8, cost: Self.cheap)
        let long = String(repeating: "x", count: 4097)
        let fault = await #expect(throws: Fault.self) { try await passwords.hash(long) }
        #expect(fault?.kind == .forbidden)
        #expect(try await !passwords.verify(long, passwords.hash("x")))
    }

    /// One thread and room for two more: of many at once, some are told to come again, and the room is free afterwards.
    @Test func letsOnlySoManyWait() async throws {
        let passwords = Passwords(threads: 1, queue: 2, cost: .init(logRounds: 14, blockSize: 8, parallelism: 1))
        let results = await withTaskGroup { group in
            for _ in 0..<20 {
                group.addTask { () -> Fault.Kind? in
                    do {
                        _ = try await passwords.hash("x")
                        return nil
                    } catch {
                        return (error as? Fault)?.kind ?? .internalError
                    }
                }
            }
            return await group.reduce(into: [Fault.Kind?]()) { $0.append($1) }
        }
        #expect(results.count { $0 == nil } >= 3)
        #expect(results.contains(.unavailable))
        #expect(results.allSatisfy { $0 == nil || $0 == .unavailable })
        #expect(try await passwords.verify("x", passwords.hash("x")))
    }
}
