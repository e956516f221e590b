/// Runs `body` for each element, at most `width` at a time; the results are in no order.
func concurrently<Element: Sendable, Result: Sendable>(
    _ elements: some Sequence<Element>, width: Int, _ body: @escaping @Sendable (Element) async throws -> Result
) async throws -> [Result] {
    try await withThrowingTaskGroup(of: Result.self) { group in
        var results: [Result] = []
        var waiting = elements.makeIterator()
        for _ in 0..<width { if let element = waiting.next() { group.addTask { try await body(element) } } }
        while let result = try await group.next() {
            results.append(result)
            if let element = waiting.next() { group.addTask { try await body(element) } }
        }
        return results
    }
}

/// Waits until a predicate holds.
///
/// - Throws: `Failure` naming `what` when it does not within `limit`.
func eventually(
    _ what: String, within limit: Duration, every pause: Duration = .milliseconds(20), _ holds: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !holds() {
        guard ContinuousClock.now < end else { throw Failure("\(what): not within \(limit.seconds.short) s") }
        try await Task.sleep(for: pause)
    }
}
