import Core

// What must be so before something is done to a server, in the words of the compute API.

extension Server {
    /// - Throws: 409 where it is locked and the caller is no administrator.
    func refuseLocked(for actor: Actor) throws {
        guard lockedBy == nil || actor.isAdmin else { throw Refusal.locked(id) }
    }

    /// - Parameters:
    ///   - action: as the refusal names it, such as `stop`.
    ///   - states: words of `vm_state`.
    ///   - idle: whether nothing else may be under way.
    /// - Throws: 409.
    func require(_ action: String, in states: Set<String>, idle: Bool = true) throws {
        let status = ServerStatus(self)
        guard states.contains(status.vmState) else { throw Refusal.state(action, id, "vm_state", status.vmState) }
        guard let task = status.taskState, idle || task == "deleting" else { return }
        throw Refusal.state(action, id, "task_state", task)
    }
}
