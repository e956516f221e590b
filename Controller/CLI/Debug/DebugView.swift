import Core

/// A thing with its three views, as `GET /apus/v1/…/debug` shows it.
struct DebugView: Sendable {
    /// Whose view it is, and when it was last true.
    struct Side: Sendable {
        let whose: String
        let detail: String?
        let at: Timestamp?

        init(_ json: JSON?) {
            whose = json?["whose"]?.string ?? ""
            detail = json?["detail"]?.string
            at = json?["at"]?.string.flatMap(Timestamp.init(iso8601:))
        }
    }

    struct Line: Sendable {
        let what: String
        /// Intent, decided, observed.
        let cells: [String]
        let agrees: Bool

        init(_ json: JSON) {
            what = json["what"]?.string ?? ""
            cells = ["intent", "decided", "observed"].map { json[$0]?.string ?? "–" }
            agrees = json["agrees"]?.bool ?? true
        }
    }

    struct Wait: Sendable {
        let by: String
        let reason: String
        let until: Timestamp?

        init(_ json: JSON) {
            by = json["by"]?.string ?? ""
            reason = json["reason"]?.string ?? ""
            until = json["until"]?.string.flatMap(Timestamp.init(iso8601:))
        }
    }

    struct Problem: Sendable {
        let code: String
        let message: String
        let hint: String?

        init(_ json: JSON) {
            code = json["code"]?.string ?? ""
            message = json["message"]?.string ?? ""
            hint = json["hint"]?.string
        }
    }

    let kind: String
    let id: String
    let name: String
    let status: String
    /// Intent, decided, observed.
    let sides: [Side]
    let lines: [Line]
    let waits: [Wait]
    let problems: [Problem]
    let parts: [DebugView]

    init(_ json: JSON) {
        func list(_ name: String) -> [JSON] { json[name]?.array ?? [] }
        kind = json["kind"]?.string ?? ""
        id = json["id"]?.string ?? ""
        name = json["name"]?.string ?? ""
        status = json["status"]?.string ?? ""
        sides = ["intent", "decided", "observed"].map { Side(json["views"]?[$0]) }
        lines = list("lines").map(Line.init)
        waits = list("waits").map(Wait.init)
        problems = list("problems").map(Problem.init)
        parts = list("parts").map(DebugView.init)
    }
}
