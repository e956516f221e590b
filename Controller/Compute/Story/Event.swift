import Core
import Store

/// A step in a server's life, as timelines show it: a row of `compute_event`.
struct Event: Sendable, Equatable {
    /// What kind of step this is; a stable word for programs.
    enum Kind: String, Sendable {
        case created, scheduled, network, disk, booting, active, power, reboot, rebuild, interface, retry, failed, crashed
        case deleting, deleted
    }

    let number: Int64
    let serverID: ServerID
    let projectID: ProjectID
    let requestID: String
    let at: Timestamp
    let kind: String
    let message: String
    /// 0 to 100 where it is known.
    let progress: Int?
    let host: String?
    let isFailure: Bool
}

extension Event {
    init(_ row: Row) throws {
        number = try row.get("number")
        serverID = try row.get("server_id")
        projectID = try row.get("project_id")
        requestID = try row.get("request_id")
        at = try row.get("at")
        kind = try row.get("kind")
        message = try row.get("message")
        progress = try row.get("progress")
        host = try row.get("host")
        isFailure = try row.get("failed")
    }
}
