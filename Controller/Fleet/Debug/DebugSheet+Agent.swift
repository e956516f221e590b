public import Core
public import Store

extension DebugSheet.View {
    /// The view of a host's agent: which session it comes from, and whether that still stands.
    ///
    /// - Parameter observedAt: when the agent saw it, by its host's clock
    public static func agent(of host: String?, _ s: Snapshot, observedAt: Timestamp? = nil) throws -> DebugSheet.View {
        guard let host else { return DebugSheet.View("no host") }
        let session = try s.first("SELECT \(SessionRecord.columns) FROM fleet_session WHERE host = \(host)").flatMap(
            SessionRecord.init)
        let whose = "the agent of \(host)"
        guard let session else { return DebugSheet.View(whose, "has never connected") }
        guard let ended = session.disconnectedAt else {
            return DebugSheet.View(whose, "epoch \(session.epoch)", at: observedAt ?? session.seenAt)
        }
        return DebugSheet.View(
            whose, "epoch \(session.epoch), which ended \(ended.iso8601(.seconds)): \(session.ending ?? "no reason")",
            at: observedAt ?? session.seenAt)
    }
}
