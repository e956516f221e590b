import Core
import Testing

@Suite struct YAMLTests {
    private static let documents: [(String, JSON)] = [
        ("", nil), ("# only a comment", nil), ("~", nil), ("null", nil), ("a: null", ["a": nil]), ("a:", ["a": nil]),
        ("a: true\nb: False", ["a": true, "b": false]), ("a: yes\nb: off", ["a": "yes", "b": "off"]),
        ("a: 'true'\nb: \"1\"", ["a": "true", "b": "1"]), ("a: 1\nb: -2\nc: 0.5", ["a": 1, "b": -2, "c": 0.5]),
        ("a: 1.0.0", ["a": "1.0.0"]), ("a: |\n  two\n  lines\n", ["a": "two\nlines\n"]),
        ("- a\n- [b, {c: d}]", ["a", ["b", ["c": "d"]]]), (#"{"a": [1, "b", null]}"#, ["a": [1, "b", nil]]),
        (
            #""identity:get_user": "role:admin or user_id:%(target.user.id)s""#,
            ["identity:get_user": "role:admin or user_id:%(target.user.id)s"]
        ),
    ]

    @Test(arguments: documents)
    func reads(text: String, expected: JSON) throws {
        #expect(try JSON(yaml: text) == expected)
    }

    private static let refused: [(String, String)] = [
        ("a: 1\na: 2", "line"), ("a: [1", "line"), ("a: &x 1\nb: *x", "line 1, column"), ("a: &x [&y 1, *y]\nb: *x", "alias"),
        ("[a]: 1", "key"), ("a: b: c", "1:5"),
        ("a: 1\n---\nb: 2", ""), ("\tx: 1", "line"), ("a: .inf", "no number"), ("a: [.nan]", "no number"),
    ]

    @Test(arguments: refused)
    func refuses(text: String, word: String) {
        let fault = #expect(throws: Fault.self) { try JSON(yaml: text) }
        #expect(fault?.code == "YAML-INVALID")
        #expect(fault?.message.contains(word) == true)
    }
}
