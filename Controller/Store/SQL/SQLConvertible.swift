public import Core

/// A Swift value with a form in the database.
public protocol SQLConvertible: Sendable {
    var sqlValue: SQLValue { get }

    /// - Throws: a `Fault` (`STORE-VALUE`) when the stored value is of another kind: the program and the schema disagree.
    init(sqlValue: SQLValue) throws

    /// The same from a row that is being read, for those who can do it with less.
    static func read(_ column: Column) throws -> Self
}

extension SQLConvertible {
    public static func read(_ column: Column) throws -> Self { try Self(sqlValue: column.value) }
}

extension String: SQLConvertible {
    public var sqlValue: SQLValue { .text(self) }

    public init(sqlValue: SQLValue) throws {
        guard case .text(let text) = sqlValue else { throw mismatch(sqlValue, "TEXT") }
        self = text
    }

    public static func read(_ column: Column) throws -> String {
        guard let text = column.text else { throw mismatch(column.value, "TEXT") }
        return text
    }
}

extension Int64: SQLConvertible {
    public var sqlValue: SQLValue { .integer(self) }

    public init(sqlValue: SQLValue) throws {
        guard case .integer(let integer) = sqlValue else { throw mismatch(sqlValue, "INTEGER") }
        self = integer
    }

    public static func read(_ column: Column) throws -> Int64 {
        guard let integer = column.integer else { throw mismatch(column.value, "INTEGER") }
        return integer
    }
}

extension Int: SQLConvertible {
    public var sqlValue: SQLValue { .integer(Int64(self)) }
    public init(sqlValue: SQLValue) throws { self.init(try Int64(sqlValue: sqlValue)) }
    public static func read(_ column: Column) throws -> Int { Int(try Int64.read(column)) }
}

extension Bool: SQLConvertible {
    public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
    public init(sqlValue: SQLValue) throws { self = try Int64(sqlValue: sqlValue) != 0 }
    public static func read(_ column: Column) throws -> Bool { try Int64.read(column) != 0 }
}

extension Double: SQLConvertible {
    public var sqlValue: SQLValue { .real(self) }

    public init(sqlValue: SQLValue) throws {
        switch sqlValue {
        case .real(let real): self = real
        case .integer(let integer): self = Double(integer)
        default: throw mismatch(sqlValue, "REAL")
        }
    }
}

extension [UInt8]: SQLConvertible {
    public var sqlValue: SQLValue { .blob(self) }

    public init(sqlValue: SQLValue) throws {
        guard case .blob(let blob) = sqlValue else { throw mismatch(sqlValue, "BLOB") }
        self = blob
    }
}

extension Timestamp: SQLConvertible {
    public var sqlValue: SQLValue { .integer(microseconds) }
    public init(sqlValue: SQLValue) throws { self.init(microseconds: try Int64(sqlValue: sqlValue)) }
    public static func read(_ column: Column) throws -> Timestamp { Timestamp(microseconds: try Int64.read(column)) }
}

extension ID: SQLConvertible {
    public var sqlValue: SQLValue { .text(string) }
    public init(sqlValue: SQLValue) throws { self.init(try String(sqlValue: sqlValue)) }
    public static func read(_ column: Column) throws -> ID { ID(try String.read(column)) }
}

extension JSON: SQLConvertible {
    public var sqlValue: SQLValue { .text(text) }
    public init(sqlValue: SQLValue) throws { self = try JSONParser.parse(try String(sqlValue: sqlValue)) }
}

extension Optional: SQLConvertible where Wrapped: SQLConvertible {
    public var sqlValue: SQLValue { self?.sqlValue ?? .null }
    public init(sqlValue: SQLValue) throws { self = sqlValue == .null ? nil : try Wrapped(sqlValue: sqlValue) }
    public static func read(_ column: Column) throws -> Wrapped? { column.isNull ? nil : try Wrapped.read(column) }
}

private func mismatch(_ value: SQLValue, _ wanted: String) -> Fault {
    Fault(
        .internalError, code: "STORE-VALUE", "The database holds a value of an unexpected kind.",
        detail: "expected \(wanted), found \(value.kind)")
}
