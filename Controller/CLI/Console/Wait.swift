import Core

/// Waits for a predicate, up to a deadline.
enum Wait {
    /// Asks again every `interval` until there is an answer; nil when the time is over.
    static func until<Answer: Sendable>(
        _ limit: Duration, every interval: Duration = .milliseconds(100), _ ask: () async throws -> Answer?
    ) async throws -> Answer? {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while true {
            if let answer = try await ask() { return answer }
            guard clock.now < deadline else { return nil }
            try await Task.sleep(for: interval)
        }
    }
}
