/// The offset between this host's clock and the controller's, from the stamps of heartbeats.
///
/// Each pair of heartbeats gives one sample of offset and round-trip delay (RFC 5905 §8). A sample that waited in a queue on
/// its way is wrong by up to half its delay, so the sample with the least delay among the last eight counts (§10), and one
/// that was under way for very long does not count at all: rather no offset than one that alarms for nothing.
public struct ClockFilter: Sendable {
    struct Sample: Equatable {
        /// This host's clock minus the controller's, microseconds.
        var drift: Int64
        var delay: Int64
    }

    /// Half of it is the largest error that an offset can have, in microseconds.
    static let longestDelay: Int64 = 200_000

    private var samples: [Sample] = []
    private var lastEcho: Int64 = 0

    public init() {}

    /// Takes one heartbeat of the controller.
    ///
    /// - Parameters:
    ///   - echo: when this host sent the heartbeat that is answered, by its own clock
    ///   - echoReceived: when that came in, by the controller's clock
    ///   - sent: when the answer left, by the controller's clock
    ///   - received: when the answer came in, by this host's clock
    public mutating func take(echo: Int64, echoReceived: Int64, sent: Int64, received: Int64) {
        guard echo != 0, echo != lastEcho, let sample = Self.sample(echo, echoReceived, sent, received) else { return }
        lastEcho = echo
        guard sample.delay <= Self.longestDelay else { return }
        samples.append(sample)
        if samples.count > 8 { samples.removeFirst() }
    }

    /// This host's clock minus the controller's in microseconds; nil before the first answer.
    public var drift: Int64? { samples.min { $0.delay < $1.delay }?.drift }

    /// Nil where the stamps cannot be true, as when a clock was set in between or a stamp is nonsense.
    static func sample(_ t1: Int64, _ t2: Int64, _ t3: Int64, _ t4: Int64) -> Sample? {
        let (out, overflow1) = t2.subtractingReportingOverflow(t1)
        let (back, overflow2) = t3.subtractingReportingOverflow(t4)
        let (sum, overflow3) = out.addingReportingOverflow(back)
        let (delay, overflow4) = out.subtractingReportingOverflow(back)
        guard !overflow1, !overflow2, !overflow3, !overflow4, delay >= 0, t4 >= t1, t3 >= t2 else { return nil }
        return Sample(drift: -(sum / 2), delay: delay)
    }
}
