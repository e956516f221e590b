import Core
import Reconcile
import Store

/// A server's three views side by side, and what it waits for.
struct ServerStory: Sendable {
    let world: ServerWorld
    /// The scheduler's explanation: what it says now of a server without a host, or what it said when it chose.
    let explanation: JSON?

    static func read(_ s: Snapshot, _ id: ServerID, startedAt: Timestamp) throws -> ServerStory? {
        guard let world = try ServerWorldReader.read(s, id, startedAt: startedAt) else { return nil }
        return ServerStory(world: world, explanation: try world.placement?.explanation ?? ServerState.explanation(s, of: id))
    }

    /// In words; the decision is asked again, so that this is what the reconciler itself would say now.
    func waiting(now: Timestamp) -> (reason: String, until: Timestamp?) {
        switch ServerDecider(world: world, now: now).decide() {
        case .settled: (world.server.state.fault == nil ? "nothing: it is as it was asked for" : "somebody to decide", nil)
        case .wait(let until, let reason): (reason, until)
        case .commit: ("nothing: the next step is being taken", nil)
        case .fault(let fault): (fault.message, nil)
        }
    }
}
