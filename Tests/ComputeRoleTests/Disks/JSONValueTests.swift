import Testing

@testable import ComputeRole

/// What `qemu-img` says.
struct JSONValueTests {
    @Test(arguments: [#""\u0041\u00e4""#, #""A\u00E4""#]) func escapesAreRead(text: String) {
        #expect(JSONValue.read(Array(text.utf8))?.text == "Aä")
    }

    @Test(arguments: ["", #""\u041""#, #""\u+041""#, #""\u-000""#, #""\u 041""#, #""\u00""#]) func whatIsBrokenIsNot(text: String)
    {
        #expect(JSONValue.read(Array(text.utf8)) == nil)
    }
}
