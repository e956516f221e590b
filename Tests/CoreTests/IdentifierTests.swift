import Core
import Testing

@Suite struct IdentifierTests {
    private enum Thing {}

    @Test func randomIDsAreVersion4() throws {
        for _ in 0..<200 {
            let text = ID<Thing>.random().string
            let bytes = try #require(UUIDText.bytes(text))
            #expect(bytes[6] >> 4 == 4)
            #expect(bytes[8] >> 6 == 2)
            #expect(text.count == 36)
            #expect(UUIDText.text(bytes, dashed: true) == text)
        }
    }

    @Test func hexIDsAre32Digits() {
        let ids = (0..<500).map { _ in ID<Thing>.randomHex().string }
        #expect(ids.allSatisfy { $0.count == 32 && $0.allSatisfy { $0.isHexDigit && !$0.isUppercase } })
        #expect(Set(ids).count == ids.count)
    }

    @Test func bytesOfBothForms() {
        let bytes: [UInt8] = Array(0x00...0x0F)
        #expect(UUIDText.bytes("00010203-0405-0607-0809-0a0b0c0d0e0f") == bytes)
        #expect(UUIDText.bytes("000102030405060708090A0B0C0D0E0F") == bytes)
    }

    @Test(arguments: [
        "", "00010203-0405-0607-0809-0a0b0c0d0e0", "00010203-0405-0607-0809-0a0b0c0d0e0f0",
        "g0010203-0405-0607-0809-0a0b0c0d0e0f",
        "0-0010203-0405-0607-0809-0a0b0c0d0e0f", "-00010203040506070809-0a0b0c0d0e0f", "00010203040506070809-0a0b0c0d0e0f",
        "default",
    ])
    func othersAreNoUUIDs(text: String) {
        #expect(UUIDText.bytes(text) == nil)
    }

    private static let versions: [(String, Microversion?)] = [
        ("2.96", Microversion(2, 96)), ("0.0", Microversion(0, 0)), ("1.100", Microversion(1, 100)), ("", nil), ("2", nil),
        ("2.", nil), (".1", nil), ("2.1.0", nil), ("2.01", nil), ("02.1", nil), ("-2.1", nil), ("+2.1", nil), ("2.1 ", nil),
        ("latest", nil), ("2.x", nil), ("٢.1", nil), ("2.9999999", nil),
    ]

    @Test(arguments: versions)
    func microversions(text: String, expected: Microversion?) {
        #expect(Microversion(text) == expected)
    }

    @Test func microversionsCompareAsNumbers() {
        #expect(Microversion(2, 9) < Microversion(2, 10))
        #expect(Microversion(1, 99) < Microversion(2, 0))
        #expect(Microversion(2, 96).description == "2.96")
    }
}
