/// How long to wait before the next try: a random time below a limit that doubles with each failure ("full jitter"), so that
/// a thousand hosts that lost their controller in the same moment do not come back in the same moment.
public struct Backoff: Sendable {
    private let first: Duration
    private let cap: Duration
    private var failures = 0

    /// - Parameters:
    ///   - first: the longest that the first retry may wait
    ///   - cap: the longest that any retry may wait
    public init(first: Duration, cap: Duration) {
        self.first = first
        self.cap = cap
    }

    /// The longest that the next retry may wait.
    public var limit: Duration {
        // Beyond 2^16 the cap has long taken over, and the product stays far from overflow.
        min(cap, first * (1 << min(failures, 16)))
    }

    public mutating func next(using random: inout some RandomNumberGenerator) -> Duration {
        let delay = limit * Double.random(in: 0...1, using: &random)
        failures += 1
        return delay
    }

    public mutating func reset() { failures = 0 }
}
