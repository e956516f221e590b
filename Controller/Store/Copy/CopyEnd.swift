internal import Core

/// A database of either engine with its schema up to date, which a copy reads whole or fills: nobody else writes meanwhile.
protocol CopyEnd {
    var connection: any Connection { get }

    /// The tables of the services and their columns, in the order of the schema.
    func tables() throws -> [String: [String]]

    /// Begins the one transaction of the copy.
    func begin() throws

    /// From now on references may lead to rows that come later.
    func liftReferences() throws

    /// Makes the references hold again; throws if one does not.
    func checkReferences() throws
}

extension CopyEnd {
    func digest(_ table: String, _ columns: [String], _ row: ([SQLValue]) throws -> Void = { _ in }) throws -> TableDigest {
        var digest = TableDigest(table: table)
        let names = columns.map { "\(identifier: $0)" as SQL }.joined(", ")
        _ = try connection.rows("SELECT \(names) FROM \(identifier: table)") { reader in
            let values = try columns.map { _ in try reader.next(AnyValue.self).sqlValue }
            digest.add(values)
            try row(values)
        }
        return digest
    }
}

/// A value of whichever kind it is.
private struct AnyValue: SQLConvertible {
    let sqlValue: SQLValue

    init(sqlValue: SQLValue) { self.sqlValue = sqlValue }
}
