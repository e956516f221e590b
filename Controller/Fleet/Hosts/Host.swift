import AgentProtocol
public import Core
import Store

/// Intent: a machine that belongs to this cloud.
public struct Host: Sendable, Equatable {
    public let id: ID<Host>
    /// Unique; the common name of its agent's certificate.
    public let name: String
    public let roles: [HostRole]
    /// Grows with every change of this intent.
    public let generation: Int64
    public let createdAt: Timestamp
    /// When its removal was asked for.
    public let deletedAt: Timestamp?

    /// The set of items that concern this host alone.
    public var set: String { SetName.host(name) }
}

extension Host {
    /// Qualified, since most queries join other tables.
    static let columns: SQL = """
        fleet_host.name, fleet_host.id, fleet_host.roles, fleet_host.generation, fleet_host.created_at, fleet_host.deleted_at
        """

    init(_ row: Row) throws {
        id = try row.get("id")
        name = try row.get("name")
        roles = HostRole.list(try row.get("roles"))
        generation = try row.get("generation")
        createdAt = try row.get("created_at")
        deletedAt = try row.get("deleted_at")
    }
}
