import Core
import Store

/// Something that has resources: a row of `placement_provider`. A host's provider has the host's id and name.
struct Provider: Sendable, Equatable {
    let uuid: String
    var name: String
    /// Grows with every change of its inventories, traits, aggregates and allocations; writers say which one they have seen.
    var generation: Int64
    var parent: String?
    var root: String
    /// The fleet's host that it stands for.
    var host: String?
    var updatedAt: Timestamp

    static let columns: SQL = "uuid, name, generation, parent_uuid, root_uuid, host, updated_at"

    init(_ row: Row) throws {
        var columns = row.inOrder
        uuid = try columns.next()
        name = try columns.next()
        generation = try columns.next()
        parent = try columns.next()
        root = try columns.next()
        host = try columns.next()
        updatedAt = try columns.next()
    }
}
