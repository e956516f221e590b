import Testing

@testable import Identity

struct BoundedPatternTests {
    @Test(arguments: [
        ("abc", "xabcx", true), ("abc", "ab", false), ("^abc$", "abc", true), ("^abc$", "xabc", false), ("^abc$", "abc\n", true),
        ("^abc\\Z", "abc\n", false), ("a.c", "a\nc", false), ("a.c", "axc", true), ("a|b", "xbx", true),
        ("^(a|bc)+$", "abca", true),
        ("^(a|bc)+$", "abcc", false), ("^a{2,3}$", "aa", true), ("^a{2,3}$", "aaaa", false), ("^a{2}$", "aa", true),
        ("^a{2}$", "a", false), ("^a{,2}$", "", true), ("^a{2,}$", "aaaaa", true), ("a{x}", "a{x}", true),
        ("[a-c]+z", "bcaz", true),
        ("[^a-c]", "abc", false), ("[]a]", "]", true), ("[a-]", "-", true), ("[\\d.]+$", "1.2", true), ("\\d+", "٣", true),
        ("\\D", "123", false), ("^\\w+$", "héllo_1", true), ("\\s", "a b", true), ("\\bdev\\b", "a dev b", true),
        ("\\bdev\\b", "devops", false), ("\\Bops", "devops", true), ("(?i)ADMIN", "the Admin", true), ("(?i)[A-C]x", "bX", true),
        ("admin", "Admin", false), ("(?:ab)?c", "c", true), ("(?P<all>x+)", "xx", true), ("a+?b", "aab", true),
        ("\\.", "a", false),
        ("\\x41\\u00e9", "Aé", true), ("", "", true), ("()*", "x", true), ("(a*)*$", "aaa", true),
        ("@example\\.org$", "a@example.org", true),
        ("@example\\.org$", "a@example.org.evil", false),
    ])
    func finds(_ pattern: String, _ text: String, _ isFound: Bool) throws {
        #expect(try BoundedPattern(pattern).isFound(in: text) == isFound, "\(pattern) in \(text)")
    }

    /// What would keep an engine that tries one way after the other busy for longer than the cloud lives.
    @Test(arguments: ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(.*a){12}$", "^(([a-z])+.)+[A-Z]([a-z])+$"])
    func isNotABomb(_ pattern: String) throws {
        let text = String(repeating: "a", count: 2000) + "!"
        #expect(try !BoundedPattern(pattern).isFound(in: text))
    }

    @Test(arguments: [
        "(", ")", "[", "[z-a]", "*a", "a**", "a++", "\\1", "(?=a)", "(?!a)", "(?<=a)", "(?#x)", "\\q", "\\x4", "a{3,2}",
        "a{1001}",
        "(a{1000}){1000}", "((((){1000}){1000}){1000}){1000}(",
        String(repeating: "(", count: 40) + String(repeating: ")", count: 40),
        String(repeating: "a", count: 1025), "\\", "(?P<n", "a(?i)b",
    ])
    func refuses(_ pattern: String) {
        #expect(throws: BoundedPattern.Refusal.self) { try BoundedPattern(pattern) }
    }

    @Test func emptyThingsRepeatForNothing() throws {
        #expect(try BoundedPattern("((((){1000}){1000}){1000}){1000}x").isFound(in: "x"))
    }
}
