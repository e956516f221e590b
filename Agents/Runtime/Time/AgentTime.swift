/// Where the runtime's time comes from. A test or a simulator owns it.
public protocol AgentTime: Sendable {
    /// Microseconds since 1970 in UTC. May jump when somebody sets the clock; for stamps only.
    var wall: Int64 { get }
    /// Since some fixed moment; never jumps. For deadlines.
    var uptime: Duration { get }
    /// Returns when `uptime` has reached the deadline; throws `CancellationError` when the task is cancelled before.
    func sleep(until deadline: Duration) async throws
}

extension AgentTime {
    func sleep(for duration: Duration) async throws {
        try await sleep(until: uptime + duration)
    }
}
