import Core
import Store

/// Asking for the end of a server. The rows go when the host says that nothing of it is left (`ServerReconciler`).
enum ServerDeletion {
    /// Asked again, it changes nothing.
    ///
    /// - Throws: 404; 409 for a locked one.
    static func ask(_ tx: Transaction, _ id: ServerID, by actor: Actor, action: String) throws {
        var server = try Servers.get(tx, id)
        guard server.deletedAt == nil else { return }
        try server.refuseLocked(for: actor)
        server.deletedAt = actor.now
        server.updatedAt = actor.now
        server.requestID = actor.requestID
        try ServerRow.update(tx, server)
        try Actions.record(tx, server, action, by: actor.userID, project: actor.projectID, now: actor.now)
        try Events.record(tx, server, .deleting, "its deletion was asked for", now: actor.now)
    }
}
