import AgentRuntime

/// The system's time, but the host's clock is set wrong.
struct ShiftedTime: AgentTime {
    let shift: Duration
    private let system = SystemAgentTime()

    init(by shift: Duration) { self.shift = shift }

    var wall: Int64 { system.wall + Int64(shift / .microseconds(1)) }
    var uptime: Duration { system.uptime }
    func sleep(until deadline: Duration) async throws { try await system.sleep(until: deadline) }
}
