import Core
import Store

/// Something that somebody did to a server, by the request that did it: a row of `compute_action`.
struct Action: Sendable, Equatable {
    let requestID: String
    /// `create`, `stop`, `reboot` … in upstream's words.
    let name: String
    let projectID: ProjectID
    let userID: UserID
    let startedAt: Timestamp
    let updatedAt: Timestamp
    /// `Error` where it failed.
    let message: String?
}

extension Action {
    init(_ row: Row) throws {
        requestID = try row.get("request_id")
        name = try row.get("action")
        projectID = try row.get("project_id")
        userID = try row.get("user_id")
        startedAt = try row.get("started_at")
        updatedAt = try row.get("updated_at")
        message = try row.get("message")
    }
}
