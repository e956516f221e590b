import Core
import Store

/// An administrator's word on a server's state. `active` makes the cloud try again whatever it has given up; `error` takes the server
/// out of its hands until somebody wishes something of it.
enum ServerReset {
    static func apply(_ tx: Transaction, _ id: ServerID, toError: Bool, by actor: Actor) throws {
        let server = try ServerIntent.change(tx, id, "resetState", by: actor) { server in
            if !toError { server.generation += 1 }
        }
        guard toError, server.deletedAt == nil else { return }
        var state = server.state
        state.fault = ServerFault(message: "An administrator has set this state.", createdAt: actor.now)
        state.enter(.error, now: actor.now)
        state.appliedGeneration = server.generation
        _ = try ServerState.update(tx, state, of: id, at: server.state.revision)
    }
}
