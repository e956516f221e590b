import Testing

/// Waits until it is so; fails the test when it is not within ten seconds of real time.
func eventually(
    _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ predicate: () async -> Bool
) async {
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline {
        if await predicate() { return }
        try? await Task.sleep(for: .milliseconds(1))
    }
    Issue.record("not within ten seconds: \(what)", sourceLocation: sourceLocation)
}
