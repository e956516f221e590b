import CoreMetrics
import Synchronization

/// Counts observations by size. An update is one short search and three additions under a lock that is all but never contended.
final class HistogramSeries: Series, TimerHandler, RecorderHandler {
    /// From a request answered out of memory to one that waited for a host.
    static let seconds = [
        0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    /// For numbers of things and of bytes.
    static let sizes: [Double] = [
        1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096, 16_384, 65_536, 1_048_576, 16_777_216,
    ]

    private struct Counts {
        var buckets: [UInt64]
        var sum = 0.0
        var count: UInt64 = 0
    }

    private let bounds: [Double]
    private let counts: Mutex<Counts>

    init(bounds: [Double]) {
        self.bounds = bounds
        counts = Mutex(Counts(buckets: Array(repeating: 0, count: bounds.count)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard !value.isNaN else { return }
        let bucket = bounds.firstIndex { value <= $0 }
        counts.withLock { counts in
            if let bucket { counts.buckets[bucket] += 1 }
            counts.sum += value
            counts.count += 1
        }
    }

    func write(_ name: String, _ labels: String, into exposition: inout Exposition) {
        let counts = counts.withLock { $0 }
        var total: UInt64 = 0
        for (bound, count) in zip(bounds, counts.buckets) {
            total += count
            exposition.sample(name + "_bucket", Labels.joined(labels, "le=\"\(Exposition.number(bound))\""), total)
        }
        exposition.sample(name + "_bucket", Labels.joined(labels, "le=\"+Inf\""), counts.count)
        exposition.sample(name + "_sum", labels, counts.sum)
        exposition.sample(name + "_count", labels, counts.count)
    }
}
