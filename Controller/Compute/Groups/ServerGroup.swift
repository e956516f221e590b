import Core
import Store

/// Servers that shall share hosts, or shall not: a row of `compute_server_group`.
struct ServerGroup: Sendable, Equatable {
    enum Policy: String, Sendable, CaseIterable {
        case affinity
        case antiAffinity = "anti-affinity"
        case softAffinity = "soft-affinity"
        case softAntiAffinity = "soft-anti-affinity"
    }

    let id: String
    let projectID: ProjectID
    let userID: UserID
    let name: String
    let policy: Policy
    /// Of anti-affinity: how many may share a host; nil for one.
    let maxPerHost: Int?
    let createdAt: Timestamp
    /// Ids of its servers, in the order in which they were made.
    var members: [String] = []
}

extension ServerGroup {
    init(_ row: Row) throws {
        id = try row.get("id")
        projectID = try row.get("project_id")
        userID = try row.get("user_id")
        name = try row.get("name")
        policy = Policy(rawValue: try row.get("policy")) ?? .affinity
        maxPerHost = try row.get("max_per_host")
        createdAt = try row.get("created_at")
    }
}
