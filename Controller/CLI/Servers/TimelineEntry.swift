import Core

/// One step of a server's life, as the timeline of the API has it.
struct TimelineEntry: Sendable {
    let number: Int64
    let at: Timestamp
    let serverID: String
    let kind: String
    let message: String
    let progress: Int64?
    let isFailure: Bool

    init?(_ json: JSON) {
        guard let number = json["number"]?.int, let at = json["at"]?.string.flatMap(Timestamp.init(iso8601:)),
            let kind = json["kind"]?.string
        else { return nil }
        self.number = number
        self.at = at
        self.kind = kind
        serverID = json["server_id"]?.string ?? ""
        message = json["message"]?.string ?? ""
        progress = json["progress"]?.int
        isFailure = json["failed"]?.bool ?? false
    }

    static func list(_ answer: JSON, _ name: String) -> [TimelineEntry] {
        (answer[name]?.array ?? []).compactMap(TimelineEntry.init)
    }

    /// `00.3 s  network     demo 10.0.0.12`
    func line(since start: Timestamp) -> String {
        let tenths = max(0, (at - start).microseconds / 100_000)
        let seconds = "\(tenths / 10 < 10 ? "0" : "")\(tenths / 10).\(tenths % 10) s"
        let padding = String(repeating: " ", count: max(1, 12 - kind.count))
        return "\(seconds)  \(kind)\(padding)\(message)\(progress.map { "  \($0) %" } ?? "")"
    }
}
