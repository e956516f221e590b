import AgentRuntime

/// What befalls a run.
struct Fate: Sendable {
    enum Victim: String, Sendable, CaseIterable { case controller, agent }
    enum Moment: String, Sendable, CaseIterable { case before, after }

    /// kill -9 of a process, right before or right after the effect of that number.
    struct Kill: Sendable, Equatable {
        var victim: Victim
        var at: Int
        var moment: Moment
    }

    var kill: Kill?
    /// Frames get lost with their connection, come late or twice, and calls of hosts are slow or fail, by chance.
    var isRough = false
}

/// The chances of a rough run, each in a thousand.
enum Chance: Int {
    case connectionBreaks = 15
    case frameIsLate = 40
    case frameComesTwice = 30
    case hostIsSlow = 20
    case hostRefuses = 10

    func comesTrue(_ random: inout SeededRandom) -> Bool { Int.random(in: 0..<1000, using: &random) < rawValue }
}
