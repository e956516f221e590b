import Core
import Store

/// Which servers a list shows, and in which order.
struct ServerQuery: Sendable {
    /// Conditions over `compute_server s` and `compute_server_state t`.
    var conditions: [SQL] = []
    /// What the database cannot match.
    var patterns: [Matcher] = []
    /// Of the servers' fixed addresses, by IP version.
    var addressPatterns: [(version: Int, pattern: Pattern)] = []
    /// Derived from too many columns to be a condition.
    var taskState: String?
    var page = Page()

    struct Matcher: Sendable {
        let pattern: Pattern
        let text: @Sendable (Server) -> String
    }

    /// In Swift, after the rows are read.
    var isSifted: Bool { !patterns.isEmpty || !addressPatterns.isEmpty || taskState != nil }

    func admits(_ server: Server) -> Bool {
        guard taskState == nil || ServerStatus(server).taskState == taskState else { return false }
        return patterns.allSatisfy { $0.pattern.matches($0.text(server)) }
    }

    /// By the names of the API; what has no column here does not sort.
    static let sortColumns: [String: SQL] = [
        "access_ip_v4": "s.access_ipv4", "access_ip_v6": "s.access_ipv6", "auto_disk_config": "s.auto_disk_config",
        "availability_zone": "t.zone", "config_drive": "s.config_drive", "created_at": "s.created_at",
        "display_description": "s.description", "display_name": "s.name", "host": "t.host", "hostname": "s.hostname",
        "image_ref": "s.image_id", "instance_type_id": "s.flavor_id", "key_name": "s.key_name",
        "launch_index": "s.launch_index", "launched_at": "t.launched_at", "locked": "s.locked_by", "locked_by": "s.locked_by",
        "node": "t.host", "power_state": "t.seen_power", "progress": "t.progress", "project_id": "s.project_id",
        "task_state": "t.phase", "updated_at": "CASE WHEN t.changed_at > s.updated_at THEN t.changed_at ELSE s.updated_at END",
        "user_id": "s.user_id", "uuid": "s.id",
        "vm_state": ServerStatus.vmStateSQL,
    ]
}
