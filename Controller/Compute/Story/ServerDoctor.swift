import Core
import Fleet
import Reconcile
import Store

/// Finds servers that have waited for longer than servers do.
enum ServerDoctor {
    /// What a server asks of its host takes seconds; what takes longer shows its progress, which counts from anew.
    static let patience = Duration.seconds(120)
    private static let most = 20

    static func look(_ s: Snapshot, now: Timestamp, startedAt: Timestamp) throws -> [Diagnosis] {
        let ids = try s.rows(
            """
            SELECT s.id AS id FROM \(ServerRow.tables) WHERE \(ServerReconciler.isUnsettled)
                AND t.changed_at <= \(now - patience) AND s.updated_at <= \(now - patience)
            ORDER BY t.changed_at LIMIT \(most)
            """
        ).map { try $0.get("id") as ServerID }
        return try ids.compactMap { try ServerStory.read(s, $0, startedAt: startedAt) }.map { diagnosis($0, now: now) }
    }

    /// The decision, without the rows.
    static func diagnosis(_ story: ServerStory, now: Timestamp) -> Diagnosis {
        let server = story.world.server
        let waiting = story.waiting(now: now)
        let age = (now - server.changedAt).components.seconds
        let until = waiting.until.map { ", until \($0.iso8601(.seconds)) at most" } ?? ""
        return Diagnosis(
            "Server \(server.name)", .bad, code: "COMPUTE-STUCK",
            "It has been \(server.deletedAt == nil ? server.state.phase.rawValue : "going") for \(age) s: \(waiting.reason)\(until)",
            remedy: remedy(story.world), since: server.changedAt)
    }

    private static func remedy(_ world: ServerWorld) -> String {
        let id = world.server.id
        if case .down? = world.host, let host = world.server.state.host {
            return
                "Bring \(host) back, or if it is lost for good: apus host remove --force \(host). More: apus debug server \(id)"
        }
        return "See which view is behind: apus debug server \(id)"
    }
}
