public import Core
import Store

public typealias SecurityGroupID = ID<SecurityGroup>

/// A named list of rules that ports refer to: a row of `network_security_group` (Network API v2.0, "Security groups").
public struct SecurityGroup: Sendable, Equatable {
    public let id: SecurityGroupID
    public let projectID: ProjectID
    public var name: String
    public var description: String
    /// The group that a port gets whose maker names none. A project has one from its first use on.
    public let isDefault: Bool
    /// False asks for filtering without connection tracking; it is kept, and the hosts track all the same.
    public var isStateful: Bool
    public var tags: [String] = []
    public let createdAt: Timestamp
    public var updatedAt: Timestamp
    /// Grows with every change of the group or its rules.
    public var revision: Int

    static let defaultName = "default"

    init(
        id: SecurityGroupID = .random(), projectID: ProjectID, name: String, description: String = "", isDefault: Bool = false,
        isStateful: Bool = true, now: Timestamp
    ) {
        self.id = id
        self.projectID = projectID
        self.name = name
        self.description = description
        self.isDefault = isDefault
        self.isStateful = isStateful
        createdAt = now
        updatedAt = now
        revision = 1
    }
}

extension SecurityGroup {
    init(_ row: Row) throws {
        id = try row.get("id")
        projectID = try row.get("project_id")
        name = try row.get("name")
        description = try row.get("description")
        isDefault = try row.get("is_default")
        isStateful = try row.get("stateful")
        tags = try (row.get("tags") as TagList).tags
        createdAt = try row.get("created_at")
        updatedAt = try row.get("updated_at")
        revision = try row.get("revision")
    }
}
