/// One consistent view of the database. It cannot leave the closure that it was given to.
public class Snapshot {
    let connection: any Connection

    init(_ connection: any Connection) {
        self.connection = connection
    }

    public func rows(_ sql: SQL) throws -> [Row] {
        try connection.rows(sql)
    }

    /// What `read` makes of each row, in their order: for lists of many.
    public func rows<T>(_ sql: SQL, _ read: (inout RowReader) throws -> T) throws -> [T] {
        try connection.rows(sql, read)
    }

    /// The first row of the answer; the rest is not read.
    public func first(_ sql: SQL) throws -> Row? {
        try connection.rows(sql, limit: 1).first
    }

    /// The first column of the first row; nil if there is no row, or if it is NULL.
    public func value<T: SQLConvertible>(_ sql: SQL) throws -> T? {
        guard let value = try connection.rows(sql, limit: 1).first?.values.first else { return nil }
        return try T?(sqlValue: value)
    }
}

@available(*, unavailable)
extension Snapshot: Sendable {}
