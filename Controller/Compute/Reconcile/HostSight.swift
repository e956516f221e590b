/// What is known of a server's host.
enum HostSight: Sendable, Equatable {
    case up
    /// Its agent cannot be reached; why, in words.
    case down(String)
    /// It is no host of this cloud any more, and what it said is gone with it.
    case gone
}
