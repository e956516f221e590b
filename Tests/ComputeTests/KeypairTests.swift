import Core
import HTTPTypes
import Testing

@testable import Compute

/// `/os-keypairs`, and the keys themselves.
struct KeypairTests {
    private static let line =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ada@example"

    @Test func aPublicKeyIsReadAndWrittenAndHasItsFingerprint() throws {
        let key = try #require(SSHPublicKey(Self.line))
        #expect(key.type == "ssh-ed25519")
        #expect(key.blob.count == 51)
        #expect(Self.line.hasPrefix(key.line))
        // As `ssh-keygen -l -E md5` prints it.
        #expect(key.fingerprint == "65:96:2d:fc:e8:d5:a9:11:64:0c:0f:ea:00:6e:5b:bd")
    }

    @Test(arguments: [
        "", "ssh-rsa", "ssh-rsa AAAA", "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIOMq", "ssh-ed25519 !!!!", "-----BEGIN KEY-----",
    ])
    func whatIsNoKeyIsRefused(_ text: String) { #expect(SSHPublicKey(text) == nil) }

    @Test(arguments: [
        ([0x7F], [0, 0, 0, 1, 0x7F]), ([0x80], [0, 0, 0, 2, 0, 0x80]), ([0, 0, 1], [0, 0, 0, 1, 1]), ([], [0, 0, 0, 0]),
    ])
    func numbersOfTheProtocolHaveNoSign(_ bytes: [UInt8], _ encoded: [UInt8]) { #expect(SSHWire.number(bytes) == encoded) }

    @Test func aNewPairIsAKeyThatBelongsTogether() async throws {
        let pair = try await SSHKeyMaker.make()
        #expect(pair.privateKey.contains("PRIVATE KEY-----"))
        #expect(SSHPublicKey(pair.publicKey.line) == pair.publicKey)
        #expect(pair.publicKey.line.hasPrefix("ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB"))
    }

    @Test func aKeypairBelongsToItsUser() async throws {
        try await ServerCloud.run(drives: false) { cloud async throws in
            let body: JSON = ["keypair": ["name": "ada", "public_key": .string(Self.line)]]
            let made = try await cloud.post("/os-keypairs", body)
            #expect(made.status == .created)
            #expect(made.json["keypair"]?.object?.keys.sorted() == ["fingerprint", "name", "public_key", "type", "user_id"])
            #expect(try await cloud.post("/os-keypairs", body).message == "Key pair 'ada' already exists.")
            #expect(try await cloud.get("/os-keypairs/ada").json["keypair"]?["deleted"] == false)
            #expect(try await cloud.get("/os-keypairs/ada", as: "reader").message == "Keypair ada not found for user reader")
            #expect(try await cloud.get("/os-keypairs/ada?user_id=member", as: "reader").status == .forbidden)
            #expect(try await cloud.get("/os-keypairs/ada?user_id=member", as: "admin").status == .ok)
            #expect(try await cloud.send(.delete, "/os-keypairs/ada").status == .noContent)
            #expect(try await cloud.send(.delete, "/os-keypairs/ada").status == .notFound)
        }
    }

    @Test(
        arguments: [
            ("2.1", ["name": "a"], .ok), ("2.2", ["name": "a"], .created), ("2.92", ["name": "a"], .badRequest),
            ("2.1", ["name": "a@b"], .badRequest), ("2.1", ["name": "a", "type": "ssh"], .badRequest),
            ("2.1", ["name": "a", "public_key": "none"], .badRequest), ("2.10", ["name": "a", "user_id": "admin"], .forbidden),
        ] as [(String, JSON, HTTPResponse.Status)])
    func whatABodyMayHoldDependsOnTheMicroversion(_ version: String, _ wish: JSON, _ status: HTTPResponse.Status) async throws {
        try await ServerCloud.run(drives: false) { cloud async throws in
            #expect(try await cloud.post("/os-keypairs", ["keypair": wish], version: version).status == status)
        }
    }
}
