public import Core

/// A Swift value with a form in the database.
public protocol SQLConvertible: Sendable {
    var sqlValue: SQLValue { get }

    /// - Throws: a `Fault` (`STORE-VALUE`) when the stored value is of another kind: the program and the schema disagree.
    init(sqlValue: SQLValue) throws
}

extension String: SQLConvertible {
    public var sqlValue: SQLValue { .text(self) }

    public init(sqlValue: SQLValue) throws {
        guard case .text(let text) = sqlValue else { throw mismatch(sqlValue, "TEXT") }
        self = text
    }
}

extension Int64: SQLConvertible {
    public var sqlValue: SQLValue { .integer(self) }

    public init(sqlValue: SQLValue) throws {
        guard case .integer(let integer) = sqlValue else { throw mismatch(sqlValue, "INTEGER") }
        self = integer
    }
}

extension Int: SQLConvertible {
    public var sqlValue: SQLValue { .integer(Int64(self)) }
    public init(sqlValue: SQLValue) throws { self.init(try Int64(sqlValue: sqlValue)) }
}

extension Bool: SQLConvertible {
    public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
    public init(sqlValue: SQLValue) throws { self = try Int64(sqlValue: sqlValue) != 0 }
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
}

extension ID: SQLConvertible {
    public var sqlValue: SQLValue { .text(string) }
    public init(sqlValue: SQLValue) throws { self.init(try String(sqlValue: sqlValue)) }
}

extension JSON: SQLConvertible {
    public var sqlValue: SQLValue { .text(text) }
    public init(sqlValue: SQLValue) throws { self = try JSONParser.parse(try String(sqlValue: sqlValue)) }
}

extension Optional: SQLConvertible where Wrapped: SQLConvertible {
    public var sqlValue: SQLValue { self?.sqlValue ?? .null }
    public init(sqlValue: SQLValue) throws { self = sqlValue == .null ? nil : try Wrapped(sqlValue: sqlValue) }
}

private func mismatch(_ value: SQLValue, _ wanted: String) -> Fault {
    Fault(
        .internalError, code: "STORE-VALUE", "The database holds a value of an unexpected kind.",
        detail: "expected \(wanted), found \(value.kind)")
}
