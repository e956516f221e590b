import Synchronization

/// What shall go wrong on a fake host's network, by the names of calls: "netlink", "nft", "namespace", "setting", "write", "signal",
/// "dnsmasq", "metadata" and what follows them. Where a call is killed is the business of `HostCalls`.
final class NetworkKnobs: Sendable {
    enum Trouble: Sendable, Equatable {
        /// It takes so long.
        case slow(Duration)
        /// It is refused, with a number of errno(3).
        case refuse(Int32)
        /// Of a batch of changes the rest is not done, and the answer gets lost.
        case breakOff
        /// It says that it was done, and was not.
        case lie
    }

    struct Knob: Sendable {
        /// Part of the call's name.
        var call: String
        var trouble: Trouble
        /// How often.
        var times: Int
    }

    private let knobs = Mutex<[Knob]>([])

    func turn(_ call: String, _ trouble: Trouble, times: Int = 1) {
        knobs.withLock { $0.append(Knob(call: call, trouble: trouble, times: times)) }
    }

    func reset() { knobs.withLock { $0 = [] } }

    /// What goes wrong with this call; each time counts.
    func trouble(_ call: String) -> Trouble? {
        knobs.withLock { knobs in
            let place = knobs.firstIndex { $0.times > 0 && call.contains($0.call) && !Self.isSlow($0.trouble) }
            guard let place else { return nil }
            knobs[place].times -= 1
            return knobs[place].trouble
        }
    }

    /// How long this call waits before it happens.
    func delay(_ call: String) -> Duration? {
        knobs.withLock { knobs in
            for place in knobs.indices where knobs[place].times > 0 && call.contains(knobs[place].call) {
                guard case .slow(let time) = knobs[place].trouble else { continue }
                knobs[place].times -= 1
                return time
            }
            return nil
        }
    }

    private static func isSlow(_ trouble: Trouble) -> Bool { if case .slow = trouble { true } else { false } }
}
