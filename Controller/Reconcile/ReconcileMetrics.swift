internal import Metrics

/// `apus_reconcile_*` of one reconciler.
struct ReconcileMetrics: Sendable {
    private let outcomes: [Outcome: Counter]
    private let seconds: Timer
    private let lanes: Gauge
    private let oldest: Gauge

    init(_ reconciler: String) {
        let dimensions = [("reconciler", reconciler)]
        outcomes = Dictionary(
            uniqueKeysWithValues: Outcome.allCases.map { outcome in
                let dimensions = dimensions + [("outcome", outcome.rawValue)]
                return (outcome, Counter(label: "apus_reconcile_activations_total", dimensions: dimensions))
            })
        seconds = Timer(label: "apus_reconcile_activation_seconds", dimensions: dimensions)
        lanes = Gauge(label: "apus_reconcile_lanes", dimensions: dimensions)
        oldest = Gauge(label: "apus_reconcile_oldest_wait_seconds", dimensions: dimensions)
    }

    func activation(_ outcome: Outcome, took time: Duration) {
        outcomes[outcome]?.increment()
        seconds.recordNanoseconds(time.components.seconds * 1_000_000_000 + time.components.attoseconds / 1_000_000_000)
    }

    /// - Parameter oldest: how long the resource has been unsettled that has been so for the longest.
    func load(lanes count: Int, oldest age: Duration) {
        lanes.record(count)
        oldest.record(Double(age.components.seconds))
    }
}
