public import Core

/// How far a port is on its host.
public enum PortBinding: Sendable {
    /// On no host, and no host has it any more.
    case unbound
    /// Its host is making it; the reason in words for whoever asks.
    case pending(String)
    /// A guest may be started on it.
    case ready
    /// The host cannot make it. Another host might.
    case failed(Fault, passesElsewhere: Bool)
    /// On no host by decision, but one still has it.
    case releasing
}
