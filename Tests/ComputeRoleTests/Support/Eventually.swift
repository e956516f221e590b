import Testing

/// Waits until it is so; fails the test when it is not within the time.
@discardableResult
func eventually(
    _ what: Comment, within patience: Duration = .seconds(10), sourceLocation: SourceLocation = #_sourceLocation,
    _ predicate: () async throws -> Bool
) async rethrows -> Bool {
    let deadline = ContinuousClock.now + patience
    while ContinuousClock.now < deadline {
        if try await predicate() { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("not within \(patience): \(what)", sourceLocation: sourceLocation)
    return false
}
