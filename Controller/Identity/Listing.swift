internal import Core
internal import Store

/// Which rows of a table a client asked for, and which part of them.
struct Listing: Sendable {
    var filters: [Filter] = []
    var page = Page()
}

/// A part of a list, and whether there is more of it.
struct Listed<Item> {
    var items: [Item]
    var isTruncated = false
}

extension Listed: Sendable where Item: Sendable {}

extension Snapshot {
    /// The rows of a table with an `id`, in the order and part that the listing asks for. The id settles the order of equals,
    /// so that no row is missed or seen twice from page to page.
    func list<Item>(
        _ table: SQL, where conditions: [SQL] = [], _ listing: Listing, _ item: (Row) throws -> Item
    ) throws -> Listed<Item> {
        let page = listing.page
        let key: SQL = "\(identifier: page.sort.first?.name ?? "id")"
        let isAscending = page.sort.first?.ascending ?? true
        var conditions = conditions + listing.filters.map(\.condition)
        if let marker = page.marker {
            conditions.append(try after(marker, in: table, key, isAscending))
        }
        let direction: SQL = isAscending ? "ASC" : "DESC"
        var query: SQL = "SELECT * FROM \(table) WHERE \((["1 = 1"] + conditions).joined(" AND "))"
        query += " ORDER BY \(key) \(direction), id \(direction)"
        if let limit = page.limit { query += " LIMIT \(limit + 1)" }
        let rows = try rows(query)
        let limit = page.limit ?? rows.count
        return Listed(items: try rows.prefix(limit).map(item), isTruncated: rows.count > limit)
    }

    private func after(_ marker: String, in table: SQL, _ key: SQL, _ isAscending: Bool) throws -> SQL {
        guard try first("SELECT id FROM \(table) WHERE id = \(marker)") != nil else { throw Refusal.marker(marker) }
        let comparison: SQL = isAscending ? ">" : "<"
        return "(\(key), id) \(comparison) (SELECT \(key), id FROM \(table) WHERE id = \(marker))"
    }
}
