public import Core

/// A resource whose reconciler has nothing to do until a moment, and why: for whoever asks why nothing moves.
public struct Waiting: Sendable, Hashable {
    /// The reconciler's name.
    public let name: String
    public let id: String
    public let until: Timestamp
    public let reason: String
}
