import Testing

@testable import Compute

/// What a guest is to get has to be readable when it asks.
struct Base64TextTests {
    @Test(arguments: ["", "QUJD", "QUJD\r\nREU=\n", "QQ=="])
    func isTaken(_ text: String) { #expect(Base64Text.isValid(text)) }

    @Test(arguments: ["Q", "QQ", "QQ=", "QR==", "QUJ=", "==", "QQ==QQ==", "QU D", "-_-_"])
    func isRefused(_ text: String) { #expect(!Base64Text.isValid(text)) }
}
