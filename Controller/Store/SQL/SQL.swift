/// A piece of SQL with its parameters: an interpolated value becomes a bound parameter, so that text from a client can
/// never become SQL.
///
///     let sql: SQL = "SELECT id FROM identity_user WHERE name = \(name) AND domain_id IN \(list: domains)"
///
/// Write the subset that SQLite and PostgreSQL share. The text alone is the key of the statement cache, so keep it free of
/// values that differ from call to call.
public struct SQL: Sendable, Hashable {
    public private(set) var text: String
    public private(set) var parameters: [SQLValue]

    /// Trusted text: part of the program, never of a request.
    public init(text: String, parameters: [SQLValue] = []) {
        self.text = text
        self.parameters = parameters
    }

    public static func + (a: SQL, b: SQL) -> SQL {
        SQL(text: a.text + b.text, parameters: a.parameters + b.parameters)
    }

    public static func += (a: inout SQL, b: SQL) {
        a.text += b.text
        a.parameters += b.parameters
    }
}

extension SQL: ExpressibleByStringInterpolation {
    public init(stringLiteral text: String) {
        self.init(text: text)
    }

    public init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL(text: "")

        public init(literalCapacity: Int, interpolationCount: Int) {
            sql.text.reserveCapacity(literalCapacity + interpolationCount)
            sql.parameters.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) {
            sql.text += literal
        }

        /// One bound parameter.
        public mutating func appendInterpolation(_ value: some SQLConvertible) {
            sql.text += "?"
            sql.parameters.append(value.sqlValue)
        }

        /// One bound parameter, NULL for nil. (An overload of its own, or the compiler would warn of an optional in a text.)
        public mutating func appendInterpolation(_ value: (some SQLConvertible)?) {
            sql.text += "?"
            sql.parameters.append(value.sqlValue)
        }

        /// Another piece of SQL, with its parameters.
        public mutating func appendInterpolation(_ other: SQL) {
            sql += other
        }

        /// The right side of an `IN`; an empty list is `(NULL)`, which no value is in.
        public mutating func appendInterpolation(list: [some SQLConvertible]) {
            sql.text += list.isEmpty ? "(NULL)" : "(" + Array(repeating: "?", count: list.count).joined(separator: ", ") + ")"
            sql.parameters += list.map(\.sqlValue)
        }

        /// The name of a table or column that the program itself chose.
        public mutating func appendInterpolation(identifier: String) {
            precondition(identifier.utf8.allSatisfy(isNameByte), "not a plain SQL name: \(identifier)")
            sql.text += identifier
        }
    }
}

extension [SQL] {
    /// All of them with `separator` between, such as the conditions of a WHERE clause.
    public func joined(_ separator: SQL) -> SQL {
        guard var joined = first else { return "" }
        for sql in dropFirst() {
            joined += separator
            joined += sql
        }
        return joined
    }
}

private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"), UInt8(ascii: "."):
        true
    default: false
    }
}
