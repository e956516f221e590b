import Core
import Web

/// `instanceAction` and its events.
enum ActionWire {
    static func members(_ w: inout JSONWriter, _ action: Action, of id: ServerID, minor: Int) {
        w.field("action", action.name)
        w.field("instance_uuid", id.string)
        w.field("request_id", action.requestID)
        w.field("user_id", action.userID.string)
        w.field("project_id", action.projectID.string)
        w.field("start_time", action.startedAt.iso8601(suffix: ""))
        w.field("message", action.message)
        if minor >= 58 { w.field("updated_at", action.updatedAt.iso8601(suffix: "")) }
    }

    /// - Parameter mayTrace: an administrator sees on which host it was.
    static func event(_ w: inout JSONWriter, _ event: Event, minor: Int, mayTrace: Bool, hostID: String) {
        w.object { w in
            w.field("event", "compute_\(event.kind)")
            w.field("start_time", event.at.iso8601(suffix: ""))
            w.field("finish_time", event.at.iso8601(suffix: ""))
            w.field("result", event.isFailure ? "Error" : "Success")
            if mayTrace { w.field("traceback", String?.none) }
            if minor >= 62 {
                w.field("hostId", hostID)
                if mayTrace { w.field("host", event.host ?? "") }
            }
            if minor >= 84, mayTrace { w.field("details", event.message) }
        }
    }
}

extension JSONWriter {
    /// A list's links that stand under their own name.
    mutating func nextLink(_ name: String, _ context: RequestContext, bare marker: String) {
        field(name) { w in w.array { $0.link("next", context.nextLink(marker: marker)) } }
    }
}
