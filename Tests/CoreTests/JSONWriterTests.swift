import Core
import Testing

@Suite struct JSONWriterTests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        String(decoding: JSONWriter.bytes(body), as: UTF8.self)
    }

    @Test func writesObjectsAndArrays() {
        let written = text { w in
            w.object { w in
                w.field("id", "x")
                w.field("none", String?.none)
                w.field("some", String?("y"))
                w.field("yes", true)
                w.field("count", 3)
                w.field("missing", Int?.none)
                w.field("tags", ["a", "b"])
                w.field("links") { w in w.object { w in w.field("self", "u") } }
                w.field("empty") { w in w.array { _ in } }
                w.field("list") { w in w.array([1, 2]) { w, n in w.object { $0.field("n", n) } } }
                w.field("json", ["b": 1, "a": nil] as JSON)
            }
        }
        let expected =
            #"{"id":"x","none":null,"some":"y","yes":true,"count":3,"missing":null,"tags":["a","b"],"#
            + #""links":{"self":"u"},"empty":[],"list":[{"n":1},{"n":2}],"json":{"a":null,"b":1}}"#
        #expect(written == expected)
    }

    private static let escapes: [(String, String)] = [
        ("", #""""#), ("plain", #""plain""#), ("\"\\", #""\"\\""#), ("\n\r\t", #""\n\r\t""#),
        ("\0\u{8}\u{1F}", #""\u0000\u0008\u001f""#), ("é世🐦/\u{7F}", "\"é世🐦/\u{7F}\""),
    ]

    @Test(arguments: escapes)
    func escapesText(value: String, expected: String) {
        #expect(text { $0.value(value) } == expected)
    }

    private static let numbers: [(Double, String)] = [
        (0.1, "0.1"), (-0.0, "-0.0"), (100, "100.0"), (1e300, "1e+300"), (.infinity, "null"), (.nan, "null"),
    ]

    @Test(arguments: numbers)
    func writesNumbers(value: Double, expected: String) {
        #expect(text { $0.value(value) } == expected)
    }

    private static let documents: [JSON] = [
        nil, true, .int(.min), 0.1, .double(1e300), "a\u{0}\"\\\u{2028}🐦", [], [:], [1, [nil, ["k": "v"]]],
        ["z": 1, "a": [true, false], "": ""],
    ]

    @Test(arguments: documents)
    func whatIsWrittenReadsBack(document: JSON) throws {
        #expect(try JSONParser.parse(document.text) == document)
    }
}
