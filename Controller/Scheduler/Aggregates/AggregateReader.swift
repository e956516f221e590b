import Core
import Store

/// Reads aggregates with their hosts and metadata.
enum AggregateReader {
    static func all(_ s: Snapshot) throws -> [Aggregate] {
        try read(s, "1 = 1")
    }

    static func find(_ s: Snapshot, _ id: Int64) throws -> Aggregate? {
        try read(s, "scheduler_aggregate.id = \(id)").first
    }

    private static func read(_ s: Snapshot, _ condition: SQL) throws -> [Aggregate] {
        let hosts = try pairs(s, "scheduler_aggregate_host", "host", "host", condition)
        let metadata = try pairs(s, "scheduler_aggregate_metadata", "name", "value", condition)
        let query: SQL = """
            SELECT id, uuid, name, created_at, updated_at FROM scheduler_aggregate WHERE \(condition) ORDER BY id
            """
        return try s.rows(query).map { row in
            var columns = row.inOrder
            let id: Int64 = try columns.next()
            return Aggregate(
                id: id, uuid: try columns.next(), name: try columns.next(), hosts: (hosts[id] ?? [:]).keys.sorted(),
                metadata: metadata[id] ?? [:], createdAt: try columns.next(), updatedAt: try columns.next())
        }
    }

    private static func pairs(
        _ s: Snapshot, _ table: String, _ key: String, _ value: String, _ condition: SQL
    ) throws -> [Int64: [String: String]] {
        let query: SQL = """
            SELECT aggregate_id, \(identifier: table).\(identifier: key), \(identifier: table).\(identifier: value)
            FROM \(identifier: table) JOIN scheduler_aggregate ON scheduler_aggregate.id = aggregate_id
            WHERE \(condition)
            """
        var pairs: [Int64: [String: String]] = [:]
        for row in try s.rows(query) {
            var columns = row.inOrder
            let id: Int64 = try columns.next()
            pairs[id, default: [:]][try columns.next()] = try columns.next(String.self)
        }
        return pairs
    }
}
