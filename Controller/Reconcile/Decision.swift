public import Core

/// What a reconciler makes of one resource.
public enum Decision<Change: Sendable>: Sendable {
    /// The resource is as it should be; nothing to do until a hint.
    case settled
    /// Write this, if the resource is still as it was loaded.
    case commit(Change)
    /// Nothing to do before then; `reason` says in words what is waited for, for whoever asks why nothing moves.
    case wait(until: Timestamp, reason: String)
    /// It cannot be done: record why.
    case fault(Fault)
}
