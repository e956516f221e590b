import Core
import Store
import Web

/// Which part of a list of namespaces, objects or tags a client asks for. Newest first unless it says otherwise; names break
/// ties, so that each page begins where the last one ended.
struct MetadefQuery: Sendable {
    static let maximumLimit = 1000

    let limit: Int?
    /// The name of the last one of the page before.
    let marker: String?
    let ascending: Bool
    private let key: SQL

    /// - Parameter sortable: the keys and their columns, with what stands for NULL.
    /// - Throws: `Fault` 400 for a limit that is no number, an unknown key or direction.
    init(_ query: Query, defaultLimit: Int?, sortable: [String: SQL]) throws {
        limit = try query.page(defaultLimit: defaultLimit, maximumLimit: Self.maximumLimit, sortable: Set(sortable.keys)).limit
        marker = query["marker"]
        let direction = query["sort_dir"] ?? "desc"
        guard direction == "asc" || direction == "desc" else {
            throw Refusal.invalid("Invalid sort direction: \(direction.prefix(64))")
        }
        ascending = direction == "asc"
        key = sortable[query["sort_key"] ?? "created_at"] ?? "created_at"
    }

    /// The rows of a table that fulfil the conditions.
    ///
    /// - Parameters:
    ///   - nameColumn: what the marker names a row by, unique among those that fulfil the `scope`.
    ///   - scope: where the marker is looked for.
    func rows(
        _ s: Snapshot, from table: SQL, nameColumn: SQL, scope: SQL, _ conditions: [SQL] = []
    ) throws -> [Row] {
        var clauses = [scope] + conditions
        if let marker {
            let place: SQL = "SELECT \(key), \(nameColumn) FROM \(table) WHERE \(scope) AND \(nameColumn) = \(marker)"
            clauses.append("(\(key), \(nameColumn))" + (ascending ? " > " : " < ") + "(\(place))")
        }
        let direction: SQL = ascending ? " ASC" : " DESC"
        return try s.rows(
            """
            SELECT * FROM \(table) WHERE \(clauses.joined(" AND ")) ORDER BY \(key + direction), \(nameColumn + direction)
            LIMIT \(limit ?? Self.maximumLimit)
            """)
    }
}
