/// What a simulator puts in the place of the writer's thread.
package struct WriterSeam: Sendable {
    /// Runs a piece of the writer's work later, one after the other.
    package var schedule: @Sendable (_ work: @escaping @Sendable () -> Void) -> Void
    /// Runs a commit; the process may be killed right before it and right after.
    package var commit: @Sendable (_ body: () throws -> Void) throws -> Void

    package init(
        schedule: @escaping @Sendable (_ work: @escaping @Sendable () -> Void) -> Void,
        commit: @escaping @Sendable (_ body: () throws -> Void) throws -> Void
    ) {
        self.schedule = schedule
        self.commit = commit
    }
}
