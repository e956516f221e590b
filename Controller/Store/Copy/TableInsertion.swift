/// Inserts rows into a table, many with each statement.
struct TableInsertion {
    /// Both engines bound the parameters of a statement to some ten thousands.
    private static let mostValues = 2_000

    private let connection: any Connection
    private let head: SQL
    private var rows: [SQL] = []
    private var values = 0

    init(_ connection: any Connection, _ table: String, _ columns: [String]) {
        self.connection = connection
        let names = columns.map { "\(identifier: $0)" as SQL }.joined(", ")
        head = "INSERT INTO \(identifier: table) (\(names)) VALUES "
    }

    mutating func add(_ row: [SQLValue]) throws {
        rows.append(SQL(text: "(" + Array(repeating: "?", count: row.count).joined(separator: ", ") + ")", parameters: row))
        values += row.count
        if values >= Self.mostValues { try finish() }
    }

    /// Inserts what is left.
    mutating func finish() throws {
        guard !rows.isEmpty else { return }
        try connection.execute(head + rows.joined(", "))
        (rows, values) = ([], 0)
    }
}
