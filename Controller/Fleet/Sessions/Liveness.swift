/// Notices that the other side has fallen silent, by counting pulses, of which there are two in a heartbeat.
///
/// Counted and not measured: when this process itself was stopped, or the clock has jumped, no agent is to blame.
struct Liveness {
    static let pulsesPerHeartbeat = 2
    /// Three heartbeats without a frame.
    static let silentPulses = 3 * pulsesPerHeartbeat
    /// Ten heartbeats for one frame to be taken.
    static let stuckPulses = 10 * pulsesPerHeartbeat

    private(set) var pulses = 0
    private var quiet = 0
    private var stuck = 0

    enum Verdict: Equatable { case alive, silent, stuck }

    /// - Parameters:
    ///   - heard: a frame came since the last pulse, or one is being dealt with.
    ///   - sending: the frame that was being sent at the last pulse is still not taken.
    mutating func pulse(heard: Bool, sending: Bool) -> Verdict {
        pulses += 1
        quiet = heard ? 0 : quiet + 1
        stuck = sending ? stuck + 1 : 0
        if quiet > Self.silentPulses { return .silent }
        return stuck > Self.stuckPulses ? .stuck : .alive
    }
}
