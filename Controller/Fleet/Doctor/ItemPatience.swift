import Core

/// For how long an item may be other than its set says, before that is worth a word.
enum ItemPatience {
    /// For a host to take over what its set says. What it makes takes seconds; a session that is alive and does not take things
    /// over is ill.
    private static let usual = Duration.seconds(60)
    /// A guest may be given this long to shut down by itself, and its image may be large.
    private static let shutdown = Duration.seconds(5 * 60)
    private static let making = Duration.seconds(15 * 60)

    static func limit(_ kind: String, _ verdict: ItemSight.Verdict) -> Duration {
        switch verdict {
        case .agrees, .stray, .failed: .zero
        case .behind: usual
        case .pending: kind == "domain" ? making : usual
        // The kind of what is removed is not known any more.
        case .leaving: shutdown
        }
    }

    /// Since when it has been so; nil where that is not known. What is being made counts from its last news.
    static func since(_ sight: ItemSight) -> Timestamp? {
        guard sight.verdict == .pending else { return sight.wantedSince }
        return [sight.wantedSince, sight.observedAt].compactMap { $0 }.max()
    }

    /// What is of unknown age is from before an update of the controller, and so old enough.
    static func isOver(_ sight: ItemSight, now: Timestamp) -> Bool {
        guard sight.verdict != .agrees else { return false }
        return since(sight).map { now - $0 >= limit(sight.kind, sight.verdict) } ?? true
    }
}
