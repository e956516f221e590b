import Core
import Store

/// Changes of a server's intent by somebody: guarded by its lock, written down as an action, and its reconciler woken.
enum ServerIntent {
    /// - Parameter action: as the log of actions names it.
    @discardableResult
    static func change(
        _ tx: Transaction, _ id: ServerID, _ action: String, by actor: Actor, _ change: (inout Server) throws -> Void
    ) throws -> Server {
        var server = try Servers.get(tx, id)
        try server.refuseLocked(for: actor)
        try change(&server)
        server.updatedAt = actor.now
        server.requestID = actor.requestID
        try ServerRow.update(tx, server)
        try Actions.record(tx, server, action, by: actor.userID, project: actor.projectID, now: actor.now)
        return server
    }
}
