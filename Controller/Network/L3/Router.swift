public import Core
import Store

public typealias RouterID = ID<Router>

/// What joins networks: a row of `network_router`. Its interfaces and its gateway are ports, whose device it is.
public struct Router: Sendable, Equatable {
    public let id: RouterID
    public let projectID: ProjectID
    var name = ""
    var description = ""
    var isAdminUp = true
    /// Guests without a floating IP reach the external network by the gateway's address.
    var hasSNAT = true
    var routes: [HostRoute] = []
    var availabilityZoneHints: [String] = []
    var tags: [String] = []
    var revision = 1
    let createdAt: Timestamp
    var updatedAt: Timestamp

    init(id: RouterID = .random(), projectID: ProjectID, now: Timestamp) {
        self.id = id
        self.projectID = projectID
        createdAt = now
        updatedAt = now
    }
}

extension Router {
    init(_ row: Row) throws {
        id = try row.get("id")
        projectID = try row.get("project_id")
        name = try row.get("name")
        description = try row.get("description")
        isAdminUp = try row.get("admin_state_up")
        hasSNAT = try row.get("snat")
        routes = try (row.get("routes") as ValueList<HostRoute>).values
        availabilityZoneHints = try (row.get("availability_zone_hints") as TextList).texts
        tags = try (row.get("tags") as TagList).tags
        revision = try row.get("revision")
        createdAt = try row.get("created_at")
        updatedAt = try row.get("updated_at")
    }
}
