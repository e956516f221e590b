internal import Core

/// A document of another server, kept for a while. However many ask at once, it is fetched once; a server that does not answer
/// is left alone for a moment, and its last document serves on.
actor FetchedDocument<Value: Sendable> {
    /// How long after an attempt there is no other one.
    private let pause: Duration
    private let lifetime: Duration
    private let load: @Sendable (Timestamp) async throws -> Value
    private var kept: (value: Value, since: Timestamp)?
    private var attempt: (at: Timestamp, failure: (any Error)?)?
    private var running: Task<Value, any Error>?

    init(
        lifetime: Duration = .seconds(3600), pause: Duration = .seconds(10),
        load: @escaping @Sendable (Timestamp) async throws -> Value
    ) {
        self.lifetime = lifetime
        self.pause = pause
        self.load = load
    }

    /// - Parameter isStale: what is kept cannot be all, so that it is fetched again if the last time is long enough ago.
    func value(now: Timestamp, isStale: Bool = false) async throws -> Value {
        if let running { return try await running.value }
        if let kept, !isStale, now - kept.since < lifetime { return kept.value }
        if let attempt, now - attempt.at < pause {
            if let kept { return kept.value }
            if let failure = attempt.failure { throw failure }
        }
        return try await fetch(now)
    }

    private func fetch(_ now: Timestamp) async throws -> Value {
        let task = Task { [load] in try await load(now) }
        running = task
        let result = await task.result
        running = nil
        switch result {
        case .success(let value):
            kept = (value, now)
            attempt = (now, nil)
            return value
        case .failure(let failure):
            attempt = (now, failure)
            guard let kept else { throw failure }
            return kept.value
        }
    }
}
