import Glibc

/// The host's clocks.
public struct SystemAgentTime: AgentTime {
    public init() {}

    public var wall: Int64 {
        let time = read(CLOCK_REALTIME)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    public var uptime: Duration {
        let time = read(CLOCK_MONOTONIC)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    public func sleep(until deadline: Duration) async throws {
        let wait = deadline - uptime
        if wait > .zero { try await Task.sleep(for: wait) } else { try Task.checkCancellation() }
    }

    private func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        clock_gettime(clock, &time)
        return time
    }
}
