/// Which files of the image cache may go. Pure.
struct ImagePruning: Sendable {
    struct Entry: Sendable, Equatable {
        var name: String
        var size: UInt64
        /// Seconds since 1970, as a clock of the same host says.
        var usedAt: Int64
    }

    /// An unused image is kept this long, in seconds: the next guest of the same kind begins faster.
    var patience: Int64 = 24 * 3600
    /// Beyond this many bytes of unused images the oldest go at once.
    var allowance: UInt64 = 20 << 30

    /// - Parameter used: names that some guest's directory refers to
    func victims(_ entries: [Entry], used: Set<String>, now: Int64) -> [String] {
        let unused = entries.filter { !used.contains($0.name) }.sorted { ($0.usedAt, $0.name) > ($1.usedAt, $1.name) }
        var kept: UInt64 = 0
        return unused.filter { entry in
            kept += entry.size
            return now - entry.usedAt > patience || kept > allowance
        }.map(\.name)
    }
}
