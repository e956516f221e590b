import AgentProtocol

/// One thing to do on the host, each ensuring its own effect, so that it may be done again.
enum DomainStep: Sendable, Equatable {
    /// Removes what an older attempt has left.
    case startOver
    /// Makes the directory and what is missing of the disks.
    case makeDisks
    /// With the counters of reboots as they will be performed by the start that follows.
    case define(DomainLabel)
    case start(paused: Bool, discardingState: Bool)
    /// By the power button, and by force when the guest takes too long.
    case shutDown
    case cutPower
    case suspend
    case resume
    case save
    case discardState
    case plug(Apus_Agent_V1_DomainInterface)
    case unplug(PluggedInterface)
    /// Writes down that all is so.
    case record(DomainLabel)

    /// For a timeline; nil for what is done in no time.
    var words: String? {
        switch self {
        case .startOver: "removing the last attempt"
        case .makeDisks: "making disks"
        case .start(_, false): "booting"
        case .start(_, true): "booting anew"
        case .shutDown: "shutting down"
        case .cutPower: "cutting the power"
        case .save: "saving the memory"
        case .plug: "plugging in a port"
        case .unplug: "unplugging a port"
        case .define, .suspend, .resume, .discardState, .record: nil
        }
    }
}
