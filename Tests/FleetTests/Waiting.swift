import Testing

/// Waits until `predicate` holds, and fails the test if it does not within the deadline.
func eventually(
    _ what: Comment, within deadline: Duration = .seconds(20), location: SourceLocation = #_sourceLocation,
    _ predicate: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + deadline
    while ContinuousClock.now < end {
        if try await predicate() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("did not happen in \(deadline): \(what)", sourceLocation: location)
    throw CancellationError()
}
