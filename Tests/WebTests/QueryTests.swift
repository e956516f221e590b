import Core
import Testing

@testable import Web

@Suite struct QueryTests {
    @Test func namesAndValuesAreDecoded() {
        let query = Query("name=a%20b+c&flag&x=1&x=2&empty=&%C3%A9=%C3%A9&bad=%zz")
        #expect(query["name"] == "a b c")
        #expect(query["flag"] == "")
        #expect(query.has("flag") && !query.has("other"))
        #expect(query.all("x") == ["1", "2"])
        #expect(query["é"] == "é")
        #expect(query["bad"] == "%zz")
        #expect(query["missing"] == nil)
        #expect(Query("").items.isEmpty)
    }

    @Test func words() throws {
        let query = Query("a=true&b=False&c&d=maybe&e=0&f=1")
        #expect(try query.bool("a") == true)
        #expect(try query.bool("b") == false)
        #expect(try query.bool("c") == true)
        #expect(try query.bool("e") == false)
        #expect(try query.bool("f") == true)
        #expect(try query.bool("none") == nil)
        #expect(throws: Fault.self) { try query.bool("d") }
    }

    static func page(_ text: String) throws -> Page {
        try Query(text).page(defaultLimit: nil, maximumLimit: 100, sortable: ["name", "id"])
    }

    @Test func pages() throws {
        #expect(try Self.page("") == Page())
        #expect(try Self.page("limit=5&marker=m") == Page(limit: 5, marker: "m"))
        #expect(try Self.page("limit=5000").limit == 100)
        #expect(try Self.page("limit=0").limit == 0)
        let both = [Page.SortKey("name", ascending: false), Page.SortKey("id")]
        #expect(try Self.page("sort=name:desc,id").sort == both)
        #expect(try Self.page("sort_key=name&sort_dir=desc&sort_key=id").sort == both)
        #expect(Query("fields=id&fields=name,links").fields() == ["id", "name", "links"])
        #expect(Query("x=1").fields() == nil)
    }

    @Test(arguments: ["limit=-1", "limit=x", "limit=", "limit=%2B5", "sort=secret", "sort=name:up", "sort_key=name&sort_dir=x"])
    func badPagesAreRefused(_ text: String) {
        #expect { try Self.page(text) } throws: { ($0 as? Fault)?.kind == .badRequest }
    }

    @Test func percentEncodingGoesBothWays() {
        #expect(PercentEncoding.encode("a b/é~") == "a%20b%2F%C3%A9~")
        #expect(PercentEncoding.decode(PercentEncoding.encode("a b/é~")) == "a b/é~")
        #expect(PercentEncoding.decode("%") == nil)
        #expect(PercentEncoding.decode("%ff") == nil)
    }
}
