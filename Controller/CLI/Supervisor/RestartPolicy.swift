/// When a program that has ended is started again: at once, unless it keeps ending right after its start.
struct RestartPolicy: Sendable, Equatable {
    /// A program that ran for less than this ended "right after its start".
    static let settled = Duration.seconds(3)
    static let longest = Duration.seconds(30)

    private(set) var quickEnds = 0

    /// How long to wait before the next start.
    mutating func ended(after life: Duration) -> Duration {
        guard life < Self.settled else {
            quickEnds = 0
            return .zero
        }
        quickEnds += 1
        guard quickEnds > 2 else { return .zero }
        return min(.milliseconds(250) * (1 << min(quickEnds - 3, 10)), Self.longest)
    }

    mutating func reset() { quickEnds = 0 }
}
