import Metrics

/// What `/metrics` shows of the fleet.
struct FleetMetrics: Sendable {
    let sessions = Gauge(label: "apus_fleet_sessions")
    let framesReceived = Counter(label: "apus_fleet_frames_total", dimensions: [("direction", "received")])
    let framesSent = Counter(label: "apus_fleet_frames_total", dimensions: [("direction", "sent")])
    /// Frames and observations of a session that is no longer its host's newest.
    let framesFenced = Counter(label: "apus_fleet_fenced_frames_total")
    private let observations = Timer(label: "apus_fleet_observation_batch_seconds")

    func sessionsEnded(_ kind: SessionEnding.Kind) {
        Counter(label: "apus_fleet_sessions_ended_total", dimensions: [("reason", kind.rawValue)]).increment()
    }

    /// From the frame to the disk.
    func timingObservations(_ body: () async throws -> Void) async rethrows {
        let start = ContinuousClock.now
        try await body()
        observations.record(duration: ContinuousClock.now - start)
    }
}
