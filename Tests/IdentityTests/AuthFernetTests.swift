import Core
import CryptoExtras
import Testing

@testable import Identity

/// The published vectors of the Fernet specification (generate.json, verify.json, invalid.json), without padding.
@Suite struct AuthFernetTests {
    private let secret = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="
    private let token = "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA"

    @Test func sealsAsTheSpecificationDoes() throws {
        let key = try #require(FernetKey(text: secret))
        let iv = try AES._CBC.IV(ivBytes: Array(0...15))
        let time = try #require(Timestamp(iso8601: "1985-10-26T01:20:00-07:00"))
        #expect(try key.seal(Array("hello".utf8), at: time, iv: iv) == token)
    }

    @Test(arguments: ["", "=="]) func opensWithAndWithoutPadding(padding: String) throws {
        let key = try #require(FernetKey(text: secret))
        let bytes = try #require(Base64.decode(token + padding))
        #expect(key.open(bytes) == Array("hello".utf8))
    }

    @Test func refusesEveryChangedByte() throws {
        let key = try #require(FernetKey(text: secret))
        let bytes = try #require(Base64.decode(token))
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            #expect(key.open(changed) == nil, "byte \(index)")
        }
        for count in 0..<bytes.count { #expect(key.open(Array(bytes.prefix(count))) == nil) }
        #expect(FernetKey.random().open(bytes) == nil)
    }

    @Test(arguments: ["", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4!", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4"])
    func refusesWhatIsNoKey(text: String) {
        #expect(FernetKey(text: text) == nil)
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
    ])
    func writesBase64(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
    }

    @Test func knowsBothAlphabets() {
        #expect(Base64.encode([0xFB, 0xFF], .url) == "-_8")
        #expect(Base64.encode([0xFB, 0xFF], .standard) == "+/8")
        #expect(Base64.decode("-_8", .standard) == nil)
    }

    @Test(arguments: ["Z", "Zh", "Zg=", "Zg===", "Z=g", "Zm9v====", "Zg==Zg", "Z g", "Zé"])
    func refusesSloppyBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
