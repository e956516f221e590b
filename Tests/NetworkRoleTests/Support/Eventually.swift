import Testing

/// Waits for what must come within a deadline.
func eventually(
    _ what: String, within limit: Duration = .seconds(10), _ predicate: () async throws -> Bool,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let deadline = ContinuousClock.now + limit
    while !(try await predicate()) {
        guard ContinuousClock.now < deadline else {
            Issue.record("\(what) did not come", sourceLocation: sourceLocation)
            return
        }
        try await Task.sleep(for: .milliseconds(20))
    }
}
