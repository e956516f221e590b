import Core
import Foundation
import Logging
import Testing

@testable import Identity

@Suite struct AuthKeysTests {
    private let directory = AuthDirectory()
    private let time = VirtualTime()
    private let message = Array("message".utf8)

    private func keys(rotateEvery: Duration = .seconds(86_400)) throws -> FernetKeys {
        try FernetKeys(
            directory: directory.path, tokenLifetime: .seconds(3600), rotateEvery: rotateEvery, time: time,
            logger: Logger(label: "test"))
    }

    private func numbers() throws -> [Int] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).compactMap { Int($0) }.sorted()
    }

    @Test func makesPrivateFiles() throws {
        _ = try keys()
        #expect(try numbers() == [0, 1])
        for name in ["", "/0", "/1"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.path + name)
            #expect(attributes[.posixPermissions] as? Int == (name.isEmpty ? 0o700 : 0o600))
        }
    }

    @Test func keepsKeysOverRestarts() throws {
        let sealed = try keys().seal(message, at: time.now)
        #expect(try keys().open(sealed) == message)
        #expect(try numbers() == [0, 1])
    }

    /// A day per key; the first must open what it sealed for an hour and two days after it was replaced, and then be gone.
    @Test func rotatesByAge() throws {
        let keys = try keys()
        let sealed = try keys.seal(message, at: time.now)
        time.advance(by: .seconds(86_399))
        try keys.maintain()
        #expect(try numbers() == [0, 1])
        time.advance(by: .seconds(1))
        try keys.maintain()
        #expect(try numbers() == [0, 1, 2])
        #expect(try keys.seal(message, at: time.now) != sealed)
        time.advance(by: .seconds(3600 + 172_800 - 1))
        try keys.maintain()
        #expect(try numbers() == [0, 1, 2, 3])
        #expect(keys.open(sealed) == message)
        time.advance(by: .seconds(1))
        try keys.maintain()
        #expect(try numbers() == [0, 2, 3])
        #expect(keys.open(sealed) == nil)
    }

    @Test func neverHasManyKeys() throws {
        let keys = try keys()
        for _ in 0..<40 {
            time.advance(by: .seconds(86_400))
            try keys.maintain()
        }
        #expect(try numbers().count <= 5)
    }

    /// Another process that has not looked since the rotation opens what the rotated one seals, and the other way round.
    @Test func processesUnderstandEachOther() throws {
        let first = try keys()
        let second = try keys()
        time.advance(by: .seconds(86_400))
        try first.maintain()
        #expect(second.open(try first.seal(message, at: time.now)) == message)
        #expect(first.open(try second.seal(message, at: time.now)) == message)
        try second.maintain()
        #expect(try numbers() == [0, 1, 2])
    }

    @Test func finishesARotationThatWasCutShort() throws {
        let keys = try keys()
        let staged = try Data(contentsOf: URL(fileURLWithPath: directory.path + "/0"))
        try staged.write(to: URL(fileURLWithPath: directory.path + "/2"))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: directory.path + "/2")
        try keys.maintain()
        #expect(try Data(contentsOf: URL(fileURLWithPath: directory.path + "/0")) != staged)
        #expect(try numbers() == [0, 1, 2])
    }

    @Test(arguments: [("", 0o755, "700"), ("/1", 0o640, "600"), ("/0", 0o604, "600")])
    func refusesKeysThatOthersCanRead(name: String, mode: Int, remedy: String) throws {
        _ = try keys()
        let path = directory.path + name
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        let fault = #expect(throws: Fault.self) { try keys() }
        #expect(fault?.code == "IDENTITY-KEY-MODE")
        #expect(fault?.message.contains(path) == true)
        #expect(fault?.hint == "chmod \(remedy) \(path)")
    }

    @Test func namesAFileThatIsNoKey() throws {
        _ = try keys()
        try DurableFile.write(Array("secret".utf8), to: directory.path + "/1", mode: 0o600)
        let fault = #expect(throws: Fault.self) { try keys() }
        #expect(fault?.code == "IDENTITY-KEY")
    }
}
