import Store

/// Who holds allocations: a row of `placement_consumer`, there for as long as it holds any.
struct Consumer: Sendable, Equatable {
    /// The type of servers.
    static let instance = "INSTANCE"
    /// How a consumer is shown that was made before there were types.
    static let unknownType = "unknown"

    let uuid: String
    var projectID: String
    var userID: String
    var type: String?
    /// Grows with every change of its allocations.
    var generation: Int64 = 0

    static let columns: SQL = "uuid, project_id, user_id, consumer_type, generation"
}

extension Consumer {
    init(_ row: Row) throws {
        var columns = row.inOrder
        uuid = try columns.next()
        projectID = try columns.next()
        userID = try columns.next()
        type = try columns.next()
        generation = try columns.next()
    }
}
