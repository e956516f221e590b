import Core
import Testing

@testable import Compute

struct PatternTests {
    @Test(arguments: [
        ("web", "my-web-1", true), ("^web", "my-web", false), ("web$", "my-web", true), ("^web$", "web", true),
        ("^web$", "web2", false),
        ("", "anything", true), ("", "", true), ("a.c", "abc", true), ("a.c", "ac", false), ("ab*c", "ac", true),
        ("ab+c", "ac", false),
        ("ab?c", "abc", true), ("a{2,3}", "a", false), ("^a{2,3}$", "aaa", true), ("^a{2,3}$", "aaaa", false),
        ("^a{2}$", "aa", true),
        ("[a-c]x", "bx", true), ("[^a-c]x", "bx", false), ("[]x]", "]", true), ("(foo|bar)-\\d+", "bar-17", true),
        ("(foo|bar)-\\d+", "baz-17", false), ("10\\.0\\.0\\.1$", "10.0.0.1", true), ("10\\.0\\.0\\.1$", "10.0.0.10", false),
        ("\\w+\\s\\w+", "two words", true), ("größe", "die größe", true), ("a|", "b", true),
    ])
    func matches(_ pattern: String, _ text: String, _ isMatch: Bool) throws {
        #expect(try Pattern(pattern).matches(text) == isMatch)
    }

    @Test(arguments: ["(", ")", "a)", "[a", "*a", "a{2", "a{3,2}", "a{999}", "\\", "[b-a]", String(repeating: "(", count: 30)])
    func refuses(_ pattern: String) {
        #expect(throws: Fault.self) { try Pattern(pattern) }
    }

    /// What makes a backtracking engine run for ever costs this one no more than anything else.
    @Test func itsCostIsBounded() throws {
        #expect(try !Pattern("^(a+)+$").matches(String(repeating: "a", count: 255) + "b"))
        #expect(throws: Fault.self) { try Pattern("((a{200}){200}){200}") }
        #expect(try Pattern("((((((){200}){200}){200}){200}){200}){200}").matches("a"))
    }
}
