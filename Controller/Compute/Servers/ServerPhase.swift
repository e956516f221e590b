/// How far a server has come: the decision that the next step hangs on.
///
///     unplaced → binding → building → active ⇄ building (rebuild)
///         ↑__________|_________|        │
///          another host, at most twice  ↓
///     any → error        any, when deleted → departing → releasing → gone
///                                        the host is away ↘︎   orphaned   ↗︎
enum ServerPhase: String, Sendable, CaseIterable {
    /// It has no host.
    case unplaced
    /// A host has room for it; its ports are being made there.
    case binding
    /// The host makes the guest.
    case building
    /// The guest is there; its power follows what is wanted.
    case active
    /// It cannot be made or kept as it should be; `fault` says why.
    case error
    /// To be deleted: until its host has removed the guest.
    case departing
    /// Until its host has removed its ports.
    case releasing
    /// To be deleted, on a host that cannot be reached: gone for everybody who may not ask why it is not.
    case orphaned
}
