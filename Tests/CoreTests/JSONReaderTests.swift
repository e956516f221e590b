import Core
import Testing

@Suite struct JSONReaderTests {
    private let reader = JSONReader([
        "name": "web", "count": 3, "big": 9_000_000_000, "on": true, "half": 0.5, "nothing": nil, "tags": ["a", "b"],
        "mixed": ["a", 1],
        "server": ["flavor": ["id": 1]], "items": [["id": "1"], ["id": 2]], "word": "true",
    ])

    @Test func readsWhatIsThere() throws {
        #expect(try reader.string("name") == "web")
        #expect(try reader.int("count") == 3)
        #expect(try reader.bool("on"))
        #expect(try reader.strings("tags") == ["a", "b"])
        #expect(try reader.array("mixed") == ["a", 1])
        #expect(try reader.object("server").object("flavor").int("id") == 1)
        #expect(try reader.objects("items")[0].string("id") == "1")
        #expect(reader.has("nothing"))
        #expect(!reader.has("absent"))
    }

    @Test(arguments: ["absent", "nothing"])
    func absentAndNullAreNil(name: String) throws {
        #expect(try reader.optionalString(name) == nil)
        #expect(try reader.optionalInt(name) == nil)
        #expect(try reader.optionalBool(name) == nil)
        #expect(try reader.optionalStrings(name) == nil)
        #expect(try reader.optionalObject(name) == nil)
    }

    private static let refusals: [(String, @Sendable (JSONReader) throws -> Void)] = [
        ("Invalid input: 'absent' is a required property.", { _ = try $0.string("absent") }),
        ("Invalid input: 'server/absent' is a required property.", { _ = try $0.object("server").string("absent") }),
        ("Invalid input for field 'nothing': null is not of type 'string'.", { _ = try $0.string("nothing") }),
        ("Invalid input for field 'count': 3 is not of type 'string'.", { _ = try $0.string("count") }),
        ("Invalid input for field 'half': 0.5 is not of type 'integer'.", { _ = try $0.int("half") }),
        ("Invalid input for field 'word': \"true\" is not of type 'boolean'.", { _ = try $0.bool("word") }),
        ("Invalid input for field 'on': true is not of type 'integer'.", { _ = try $0.optionalInt("on") }),
        ("Invalid input for field 'tags': [\"a\",\"b\"] is not of type 'object'.", { _ = try $0.object("tags") }),
        ("Invalid input for field 'mixed/1': 1 is not of type 'string'.", { _ = try $0.strings("mixed") }),
        ("Invalid input for field 'items/1/id': 2 is not of type 'string'.", { _ = try $0.objects("items")[1].string("id") }),
        (
            "Invalid input for field 'server/flavor/id': 1 is not between 2 and 3.",
            { _ = try $0.object("server").object("flavor").int("id", in: 2...3) }
        ),
        ("Invalid input for field 'name': longer than 2 characters.", { _ = try $0.string("name", length: 1...2) }),
        ("Invalid input for field 'name': 'web' is too short.", { _ = try $0.string("name", length: 4...5) }),
    ]

    @Test(arguments: refusals.indices)
    func refusalsNameTheField(index: Int) {
        let (message, read) = Self.refusals[index]
        let fault = #expect(throws: Fault.self) { try read(reader) }
        #expect(fault?.kind == .badRequest)
        #expect(fault?.message == message)
    }

    @Test func longValuesAreCut() {
        let reader = JSONReader(["name": .array(Array(repeating: "x", count: 1000))])
        let fault = #expect(throws: Fault.self) { try reader.string("name") }
        #expect((fault?.message.count ?? 1000) < 150)
    }

    @Test func lengthCountsCharactersNotBytes() throws {
        #expect(try JSONReader(["name": "世界"]).string("name", length: 1...2) == "世界")
    }
}
