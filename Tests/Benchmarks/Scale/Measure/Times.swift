import Synchronization

/// How long each of many things took.
final class Times: Sendable {
    private let all = Mutex<[Duration]>([])

    func add(_ time: Duration) { all.withLock { $0.append(time) } }

    func measure<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        let start = ContinuousClock.now
        let result = try await body()
        add(ContinuousClock.now - start)
        return result
    }

    var count: Int { all.withLock { $0.count } }

    /// - Parameter share: 0.5 for the median.
    func percentile(_ share: Double) -> Duration {
        let sorted = all.withLock { $0.sorted() }
        guard !sorted.isEmpty else { return .zero }
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}
