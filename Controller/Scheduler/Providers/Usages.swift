import Store

/// What projects use, over all providers.
enum Usages {
    struct Total: Sendable, Equatable {
        var consumers: Set<String> = []
        var resources: [String: Int64] = [:]
    }

    /// By the type of the consumers; `Consumer.unknownType` for those without.
    ///
    /// - Parameter userID: nil for all users of the project.
    static func of(_ s: Snapshot, project: String, userID: String?) throws -> [String: Total] {
        var query: SQL = """
            SELECT consumer_type, consumer_uuid, resource_class, used FROM placement_allocation
            JOIN placement_consumer ON placement_consumer.uuid = consumer_uuid WHERE project_id = \(project)
            """
        if let userID { query += " AND user_id = \(userID)" }
        var totals: [String: Total] = [:]
        for row in try s.rows(query) {
            var columns = row.inOrder
            let type = try columns.next(String?.self) ?? Consumer.unknownType
            totals[type, default: Total()].consumers.insert(try columns.next())
            totals[type, default: Total()].resources[try columns.next(), default: 0] += try columns.next(Int64.self)
        }
        return totals
    }
}
