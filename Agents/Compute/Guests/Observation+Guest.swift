import AgentProtocol
import AgentRuntime
import Libvirt

extension Observation {
    /// An observation of a guest without a state.
    init(guest key: ItemKey, generation: UInt64, at time: Int64) {
        self.init()
        set = key.set
        id = key.id
        self.generation = generation
        observedAt = time
    }

    /// What is seen, by the labels alone.
    init(guest key: ItemKey, _ seen: GuestSight, at time: Int64) {
        self.init(guest: key, generation: seen.domain?.label.generation ?? 0, at: time)
        state = generation > 0 ? .ready : .pending
        domain = DomainState(seen)
    }

    mutating func fail(_ problem: GuestProblem) {
        state = .failed
        self.problem = problem.wire
    }
}

extension DomainState {
    init(_ seen: GuestSight) {
        self.init()
        attempt = seen.directory?.attempt ?? seen.domain?.label.attempt ?? 0
        power = .shutOff
        guard let domain = seen.domain else { return }
        power = Self.power(domain)
        softReboots = domain.label.softReboots
        hardReboots = domain.label.hardReboots
        crashed = domain.hasCrashed
        pluggedPorts = domain.interfaces.map(\.port)
        if domain.isActive { startedAt = domain.label.startedAt }
    }

    private static func power(_ domain: SeenDomain) -> DomainSpec.Power {
        switch domain.status {
        case .running: .running
        case .paused: .paused
        case .off: domain.hasSavedState ? .suspended : .shutOff
        }
    }
}
