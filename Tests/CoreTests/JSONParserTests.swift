import Core
import Testing

@Suite struct JSONParserTests {
    private static let accepted: [(String, JSON)] = [
        ("null", nil), ("true", true), ("false", false), (" \t\r\n0 \n", 0),
        ("-0", 0), ("-1", -1), ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
        ("9223372036854775808", .double(9_223_372_036_854_775_808)),
        ("1.5", 1.5), ("-1.5e3", -1500.0), ("1E+2", 100.0), ("1e-2", 0.01), ("0e0", 0.0), ("0.0", 0.0), ("1e-999", 0.0),
        (#""""#, ""), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0000""#, "\0"), (#""\u00e9\u00E9""#, "éé"), (#""\uD83D\uDC26""#, "🐦"),
        ("\"é世🐦\u{7F}\u{2028}\"", "é世🐦\u{7F}\u{2028}"),
        ("[]", []), ("[ ]", []), ("[1,[2]]", [1, [2]]), ("{}", [:]), ("{ }", [:]),
        (#"{"a":1,"b":{"a":[null]}}"#, ["a": 1, "b": ["a": [nil]]]), (#"{"":0}"#, ["": 0]),
    ]

    @Test(arguments: accepted)
    func reads(text: String, expected: JSON) throws {
        #expect(try JSONParser.parse(text) == expected)
    }

    private static let refused: [(String, String, Int)] = [
        ("", "unexpected end", 0), ("  ", "unexpected end", 2),
        ("nul", "unexpected end", 0), ("nulL", "unexpected character", 0), ("True", "unexpected character", 0),
        ("NaN", "unexpected character", 0), ("Infinity", "unexpected character", 0), ("-Infinity", "unexpected character", 0),
        ("'a'", "unexpected character", 0), ("\u{FEFF}1", "unexpected character", 0),
        ("1 2", "unexpected text after the document", 2), ("{} x", "unexpected text after the document", 3),
        ("01", "number with leading zero", 0), ("-01", "number with leading zero", 0), ("+1", "unexpected character", 0),
        ("-", "unexpected character", 0), (".5", "unexpected character", 0), ("1.", "expected a digit", 2),
        ("1e", "expected a digit", 2), ("1e+", "expected a digit", 3), ("1.e1", "expected a digit", 2),
        ("0x1", "unexpected text after the document", 1), ("1e999", "number out of range", 0),
        ("-1e999", "number out of range", 0),
        ("[", "unexpected end", 1), ("[1", "expected ',' or ']'", 2), ("[1,]", "unexpected character", 3),
        ("[,1]", "unexpected character", 1), ("[1 2]", "expected ',' or ']'", 3), ("]", "unexpected character", 0),
        ("{", "expected a key", 1), ("{1:2}", "expected a key", 1), (#"{"a"}"#, "expected ':'", 4),
        (#"{"a":}"#, "unexpected character", 5), (#"{"a":1,}"#, "expected a key", 7), (#"{"a":1]"#, "expected ',' or '}'", 6),
        (#"{"a":1,"a":2}"#, "duplicate key 'a'", 7), (#"{"a":1,"\u0061":2}"#, "duplicate key 'a'", 7),
        (#"[{"a":{"b":1,"b":1}}]"#, "duplicate key 'b'", 13),
        (#"""#, "string without end", 0), (#""a"#, "string without end", 0), (#""\""#, "string without end", 0),
        ("\"a\nb\"", "control character in a string", 2), ("\"\\n\u{1}\"", "control character in a string", 3),
        (#""\x""#, "unknown escape", 3), (#""\"#, "unexpected end", 2),
        (#""\u12""#, "expected four hexadecimal digits", 3), (#""\u12G4""#, "expected four hexadecimal digits", 3),
        (#""\u+123""#, "expected four hexadecimal digits", 3),
        (#""\uD800""#, "lone surrogate", 7), (#""\uDC00""#, "lone surrogate", 7), (#""\uD800\u0041""#, "lone surrogate", 13),
        (#""\uD800\n""#, "expected 'u'", 8), (#""\uD800\uD800""#, "lone surrogate", 13),
    ]

    @Test(arguments: refused)
    func refuses(text: String, reason: String, offset: Int) {
        let refusal = #expect(throws: JSONParser.Refusal.self) { try JSONParser.parse(text) }
        #expect(refusal?.reason == reason)
        #expect(refusal?.offset == offset)
    }

    private static let notUTF8: [[UInt8]] = [
        [0xFF], [0xC0, 0x80], [0xE9], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3],
    ]

    @Test(arguments: notUTF8)
    func refusesWhatIsNotUTF8(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        let refusal = #expect(throws: JSONParser.Refusal.self) { try JSONParser.parse([quote] + bytes + [quote]) }
        #expect(refusal?.reason == "string is not valid UTF-8")
        #expect(throws: JSONParser.Refusal.self) { try JSONParser.parse(bytes) }
        #expect(throws: JSONParser.Refusal.self) {
            try JSONParser.parse(Array(#"{"k"#.utf8) + bytes + Array(#"":1}"#.utf8))
        }
    }

    @Test func refusesUTF16() {
        #expect(throws: JSONParser.Refusal.self) { try JSONParser.parse([0xFF, 0xFE, 0x31, 0x00]) }
        #expect(throws: JSONParser.Refusal.self) { try JSONParser.parse([0x31, 0x00]) }
    }

    /// Two keys that differ only in their normalisation are the same text to Swift, and would hide one another.
    @Test func equalKeysInTwoNormalisationsAreDuplicates() {
        #expect(throws: JSONParser.Refusal.self) { try JSONParser.parse(#"{"\u00e9":1,"e\u0301":2}"#) }
    }

    @Test(arguments: [("[", "]"), (#"{"a":"#, "}")])
    func depthIsBounded(open: String, close: String) throws {
        func nested(_ depth: Int) -> String {
            String(repeating: open, count: depth) + "0" + String(repeating: close, count: depth)
        }
        _ = try JSONParser.parse(nested(JSONParser.maximumDepth))
        let refusal = #expect(throws: JSONParser.Refusal.self) { try JSONParser.parse(nested(JSONParser.maximumDepth + 1)) }
        #expect(refusal?.reason == "nested deeper than 64 levels")
        #expect(throws: JSONParser.Refusal.self) { try JSONParser.parse(String(repeating: open, count: 1_000_000)) }
        #expect(throws: JSONParser.Refusal.self) { try JSONParser.parse("[[0]]", depth: 1) }
    }
}
