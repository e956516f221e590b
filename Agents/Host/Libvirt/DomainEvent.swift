/// What a hypervisor tells by itself.
public enum DomainEvent: Sendable, Equatable {
    /// Something about this domain is different: look at it.
    case changed(String)
    /// A new connection; what happened before it is not known: look at all.
    case connected
    /// The daemon went away.
    case lost
}
