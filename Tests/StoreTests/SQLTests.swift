import Core
import Store
import StoreTesting
import Testing

@Suite struct SQLTests {
    @Test func interpolationBinds() {
        let name = "x'; DROP TABLE animal; --"
        let sql: SQL = "SELECT * FROM animal WHERE name = \(name) AND legs > \(3)"
        #expect(sql.text == "SELECT * FROM animal WHERE name = ? AND legs > ?")
        #expect(sql.parameters == [.text(name), .integer(3)])
    }

    @Test func piecesEmbed() {
        let conditions: [SQL] = ["a = \(1)", "b = \("two")"]
        let sql: SQL = "SELECT * FROM t WHERE \(conditions.joined(" AND ")) ORDER BY \(identifier: "t.name")" + " LIMIT \(5)"
        #expect(sql.text == "SELECT * FROM t WHERE a = ? AND b = ? ORDER BY t.name LIMIT ?")
        #expect(sql.parameters == [.integer(1), .text("two"), .integer(5)])
        #expect([SQL]().joined(", ") == "")
    }

    @Test func lists() {
        let some: SQL = "id IN \(list: ["a", "b"])"
        #expect(some.text == "id IN (?, ?)")
        #expect(some.parameters == [.text("a"), .text("b")])
        let none: SQL = "id IN \(list: [String]())"
        #expect(none.text == "id IN (NULL)")
        #expect(none.parameters.isEmpty)
    }

    @Test func optionalsBindNull() {
        let missing: String? = nil
        let sql: SQL = "SELECT \(missing), \(String?("x"))"
        #expect(sql.parameters == [.null, .text("x")])
    }

    private enum Thing {}

    @Test(arguments: TestEngine.all) func valuesSurviveTheDatabase(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        #expect(try await roundTrip("", store) == "")
        #expect(try await roundTrip("Grüße, 世界 🐦 end", store) == "Grüße, 世界 🐦 end")
        #expect(try await roundTrip(Int64.min, store) == .min)
        #expect(try await roundTrip(Int.max, store) == .max)
        #expect(try await roundTrip(true, store))
        #expect(try await roundTrip(0.1, store) == 0.1)
        #expect(try await roundTrip([UInt8](), store) == [])
        #expect(try await roundTrip([0, 255, 0] as [UInt8], store) == [0, 255, 0])
        #expect(try await roundTrip(Timestamp(microseconds: -1), store) == Timestamp(microseconds: -1))
        #expect(try await roundTrip(ID<Thing>("id"), store) == ID<Thing>("id"))
        #expect(try await roundTrip(["a": [1, nil]] as JSON, store) == ["a": [1, nil]])
        #expect(try await roundTrip(Int?.none, store) == nil)
        #expect(try await roundTrip(Int?(7), store) == 7)
    }

    /// SQLite keeps it; PostgreSQL has no such text, and says so before anything is stored.
    @Test(arguments: TestEngine.all) func aTextWithNULIsKeptOrRefused(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        switch engine {
        case .sqlite: #expect(try await roundTrip("a\0b", store) == "a\0b")
        case .postgresql:
            let fault = await #expect(throws: Fault.self) { try await roundTrip("a\0b", store) }
            #expect(fault?.code == "STORE-TEXT" && fault?.kind == .badRequest)
        }
    }

    private func roundTrip<T: SQLConvertible>(_ value: T, _ store: Store) async throws -> T {
        try await store.write { tx in
            guard let row = try tx.first("SELECT \(value) AS value") else { throw Fault(.notFound, code: "X", "no row") }
            return try row.get("value")
        }
    }

    @Test(arguments: TestEngine.all) func wrongKindsAndColumnsAreFaults(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        let row = try await store.read { try $0.first("SELECT 'text' AS word, NULL AS blank") }
        let found = try #require(row)
        #expect(throws: Fault.self) { try found.get("word") as Int }
        #expect(throws: Fault.self) { try found.get("blank") as String }
        #expect(throws: Fault.self) { try found.get("missing") as String }
        #expect(try found.get("blank") as String? == nil)
    }

    /// What is read while the statement stands at a row is what a copy of the row would have said.
    @Test(arguments: TestEngine.all) func rowsAreReadAsTheyCome(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        let sql: SQL = """
            SELECT \("ä\u{1F426}"), \(7), \(String?.none), \(true), \(Timestamp(microseconds: -5)), \(0.5), \([UInt8]([1, 0]))
            UNION ALL SELECT '', 8, 'x', 0, 6, 2, \([UInt8]())
            """
        struct Values: Equatable {
            let text: String
            let number: Int
            let missing: String?
            let flag: Bool
            let time: Timestamp
            let real: Double
            let bytes: [UInt8]

            init(_ row: inout RowReader) throws {
                (text, number, missing) = (try row.next(), try row.next(), try row.next())
                (flag, time, real, bytes) = (try row.next(), try row.next(), try row.next(), try row.next())
            }
        }
        let copies = try await store.read { s in
            try s.rows(sql).map { row in
                var row = row.inOrder
                return try Values(&row)
            }
        }
        let direct = try await store.read { s in try s.rows(sql) { try Values(&$0) } }
        #expect(direct == copies)
        #expect(direct.map(\.missing) == [nil, "x"])
        #expect(direct.first?.text == "ä\u{1F426}" && direct.last?.real == 2)
    }

    @Test(arguments: TestEngine.all) func wrongKindsAndMissingColumnsAreFaultsWhileReading(engine: TestEngine) async throws {
        let scratch = try Scratch(engine)
        let store = try scratch.store()
        let wrong = await #expect(throws: Fault.self) {
            try await store.read { s in try s.rows("SELECT 'x' AS name") { try $0.next(Int.self) } }
        }
        #expect(wrong?.code == "STORE-VALUE" && wrong?.detail?.contains("'name'") == true)
        let missing = await #expect(throws: Fault.self) {
            try await store.read { s in
                try s.rows("SELECT 1") { row in
                    _ = try row.next(Int.self)
                    return try row.next(Int.self)
                }
            }
        }
        #expect(missing?.code == "STORE-COLUMN")
    }
}
