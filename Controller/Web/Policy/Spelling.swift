import Core

/// Finds what somebody may have meant.
enum Spelling {
    /// The candidate that is the fewest letters away, nil if none is near; of equals the first in the alphabet.
    static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
        let limit = max(2, word.count / 4)
        return candidates.map { (word.editDistance(to: $0), $0) }.filter { $0.0 <= limit }.min { $0 < $1 }?.1
    }
}
