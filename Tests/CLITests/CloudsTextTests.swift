import Testing

@testable import CLI

struct CloudsTextTests {
    private let entry = CloudEntry(
        authURL: "https://cloud.example:5000/identity/v3", username: "admin", password: "p\"w", project: "admin",
        region: "RegionOne", cacert: "/ca.pem")

    private func put(_ text: String) throws -> String {
        var clouds = CloudsText(text)
        try clouds.put(entry, named: "apus")
        return clouds.text
    }

    @Test func anEmptyFileGetsTheHeader() throws {
        let text = try put("")
        #expect(text.hasPrefix("clouds:\n  apus:\n    auth:\n      auth_url: \"https://cloud.example:5000/identity/v3\"\n"))
        #expect(text.contains("      password: \"p\\\"w\"\n"))
    }

    @Test(arguments: [
        "clouds:\n  other:\n    region_name: X   # mine\n",
        "# head\nclouds:\n    deep:\n        auth:\n            auth_url: 'x'\n\n# tail\nlast: {a: 1}\n",
        "cache:\n  expiration_time: 1\nclouds:\n- not\n",
        "other: 1\n",
    ])
    func everyLineOfOthersStays(text: String) throws {
        let merged = try put(text)
        let lines = merged.split(separator: "\n")
        for line in text.split(separator: "\n") { #expect(lines.contains(line)) }
        var again = CloudsText(merged)
        try again.put(entry, named: "apus")
        #expect(again.text == merged)
    }

    @Test func anEntryIsReplacedWhereItStands() throws {
        let text = "clouds:\n  apus:\n    auth:\n      auth_url: old\n\n  # about b\n  b:\n    auth: {}\n"
        let merged = try put(text)
        #expect(!merged.contains("old"))
        #expect(merged.hasSuffix("\n\n  # about b\n  b:\n    auth: {}\n"))
    }

    @Test func whatWasPutIsRemovedAgain() throws {
        for text in ["clouds:\n  b:\n    auth: {}\n", "# mine\nclouds:\n    b:\n        x: 1\n\nlast: 1\n"] {
            var clouds = CloudsText(try put(text))
            try clouds.remove("apus")
            #expect(clouds.text == text)
        }
    }

    @Test func nothingIsLeftOfAFileOfOurOwn() throws {
        var clouds = CloudsText(try put(""))
        try clouds.remove("apus")
        #expect(clouds.lines.isEmpty)
    }

    @Test func aFileInBracesIsRefused() {
        #expect(throws: (any Error).self) { try put("clouds: {a: {auth: {}}}\n") }
    }
}
