/// The one place where the store's SQL becomes PostgreSQL's.
///
/// All statements are written in what SQLite and PostgreSQL share. Three things remain. Parameters are numbered; NULL is
/// written into the text, because a parameter whose type nobody says cannot always be guessed. INTEGER, REAL and BLOB mean 64
/// bits, double precision and bytes, which have other names. Everything in quotes and comments stays as it is.
struct PostgresDialect {
    private static let types = ["INTEGER": "BIGINT", "REAL": "DOUBLE PRECISION", "BLOB": "BYTEA"]

    private var rest: Substring.UTF8View
    private var output: [UInt8] = []
    private var parameters: ArraySlice<SQLValue>
    private var number = 0

    static func translate(_ sql: SQL) -> String {
        var dialect = PostgresDialect(rest: sql.text[...].utf8, parameters: sql.parameters[...])
        dialect.run()
        return String(decoding: dialect.output, as: UTF8.self)
    }

    private init(rest: Substring.UTF8View, parameters: ArraySlice<SQLValue>) {
        self.rest = rest
        self.parameters = parameters
        output.reserveCapacity(rest.count + 32)
    }

    private mutating func run() {
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""): quoted(byte)
            case UInt8(ascii: "-") where rest.starts(with: "--".utf8): comment()
            case UInt8(ascii: "?"): parameter()
            default: if Self.isWordByte(byte) { word() } else { output.append(rest.removeFirst()) }
            }
        }
    }

    /// A quote within is doubled, which reads as the end of one text and the start of the next.
    private mutating func quoted(_ quote: UInt8) {
        output.append(rest.removeFirst())
        while let byte = rest.popFirst() {
            output.append(byte)
            if byte == quote { return }
        }
    }

    private mutating func comment() {
        let comment = rest.prefix { $0 != UInt8(ascii: "\n") }
        output += comment
        rest = rest.dropFirst(comment.count)
    }

    private mutating func parameter() {
        rest.removeFirst()
        if parameters.popFirst() == .null {
            output += "NULL".utf8
        } else {
            number += 1
            output += "$\(number)".utf8
        }
    }

    private mutating func word() {
        let word = rest.prefix(while: Self.isWordByte)
        rest = rest.dropFirst(word.count)
        if let type = Self.types[String(decoding: word, as: UTF8.self)] { output += type.utf8 } else { output += word }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
