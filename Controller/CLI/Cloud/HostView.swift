import Core

/// A host as `GET /apus/v1/hosts` shows it.
struct HostView: Sendable {
    struct Problem: Sendable {
        let code: String
        let message: String
        let hint: String
    }

    let name: String
    let roles: [String]
    /// joining, up, down or removing
    let phase: String
    let reason: String
    let since: String?
    let seenAt: String?
    /// The host's clock minus the controller's; nil where it is not known.
    let driftMicroseconds: Int64?
    let problems: [Problem]

    init?(_ document: JSON) {
        let json = document["host"] ?? document
        guard let name = json["name"]?.string, let phase = json["phase"]?.string else { return nil }
        self.name = name
        self.phase = phase
        roles = json["roles"]?.array?.compactMap(\.string) ?? []
        reason = json["phase_reason"]?.string ?? ""
        since = json["phase_since"]?.string
        seenAt = json["last_seen"]?.string
        driftMicroseconds = json["health"]?["time_drift_microseconds"]?.int
        problems = (json["problems"]?.array ?? []).map { problem in
            Problem(
                code: problem["code"]?.string ?? "", message: problem["message"]?.string ?? "",
                hint: problem["hint"]?.string ?? "")
        }
    }

    static func list(_ document: JSON) -> [HostView] { document["hosts"]?.array?.compactMap(HostView.init) ?? [] }
}
