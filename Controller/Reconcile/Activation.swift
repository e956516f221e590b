internal import Core
internal import Store

extension Reconciler {
    /// One activation: load, decide, write.
    func activate(_ id: String, _ store: Store, _ time: any TimeSource) async throws -> (Outcome, Schedule.Next) {
        guard let world = try await store.read({ try load(id, $0) }) else { return (.gone, .settled) }
        switch decide(world, now: time.now) {
        case .settled:
            return (.settled, .settled)
        case .wait(let until, let reason):
            return (.waiting, .wait(until: until, reason: reason))
        case .commit(let change):
            let isWritten = try await store.write { try commit(change, of: id, in: world, $0) }
            return (isWritten ? .committed : .moved, .again)
        case .fault(let fault):
            try await store.write { try record(fault, of: id, in: world, $0) }
            return (.faulted, .settled)
        }
    }
}
