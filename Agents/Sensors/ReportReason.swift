public import AgentProtocol

/// Why a look at the host is worth a report. Small changes are noise: a thousand hosts that report every breath would keep
/// the controller busy with nothing.
public enum ReportReason: Sendable, Equatable {
    case first, facts, problems, load, memory, fileSystems, drift
    /// Nothing new for so long that a word is due.
    case due

    /// The longest time without a report.
    public static let longest = Duration.seconds(60)

    /// What should be reported of `next`, if anything.
    ///
    /// - Parameters:
    ///   - last: the newest that was reported
    ///   - age: how long ago that was
    public static func decide(
        _ next: Apus_Agent_V1_HostHealth, last: Apus_Agent_V1_HostHealth?, age: Duration
    ) -> ReportReason? {
        guard let last else { return .first }
        if next.facts != last.facts { return .facts }
        if next.problems.map(\.code) != last.problems.map(\.code) { return .problems }
        if abs(next.load1 - last.load1) > 0.5 { return .load }
        if differ(next.memoryAvailableBytes, last.memoryAvailableBytes, byPercent: 5, of: next.facts.memoryBytes) {
            return .memory
        }
        if differ(next.fileSystems, last.fileSystems) { return .fileSystems }
        if driftDiffers(next, last) { return .drift }
        return age >= longest ? .due : nil
    }

    private static func differ(_ a: UInt64, _ b: UInt64, byPercent percent: Double, of whole: UInt64) -> Bool {
        abs(Double(a) - Double(b)) * 100 > percent * Double(whole)
    }

    private static func differ(
        _ next: [Apus_Agent_V1_HostHealth.FileSystem], _ last: [Apus_Agent_V1_HostHealth.FileSystem]
    ) -> Bool {
        guard next.count == last.count else { return true }
        return zip(next, last).contains { next, last in
            next.mountPoint != last.mountPoint || next.sizeBytes != last.sizeBytes
                || differ(next.freeBytes, last.freeBytes, byPercent: 1, of: next.sizeBytes)
        }
    }

    /// Ten milliseconds are below what any service here minds.
    private static func driftDiffers(_ next: Apus_Agent_V1_HostHealth, _ last: Apus_Agent_V1_HostHealth) -> Bool {
        next.timeDriftKnown != last.timeDriftKnown
            || abs(Double(next.timeDriftMicroseconds) - Double(last.timeDriftMicroseconds)) > 10_000
    }
}
