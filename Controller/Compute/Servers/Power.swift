/// Whether a server runs: what is wanted of it, and what its host sees.
enum Power: String, Sendable {
    case running
    case shutOff = "shut_off"
    case paused
    /// Suspended to disk.
    case suspended
}
