import AgentProtocol
import Fleet

/// What the host says of a server's guest.
struct DomainSight: Sendable, Equatable {
    struct Problem: Sendable, Equatable {
        var code: String
        var message: String
        var passesElsewhere: Bool
    }

    var state: Observed.State
    /// Of the item that the host is at.
    var generation: Int64
    var power: Power?
    var softReboots: Int64 = 0
    var hardReboots: Int64 = 0
    var attempt: UInt64 = 0
    var step = ""
    var progress = 0
    var hasCrashed = false
    /// Ids of ports.
    var plugged: Set<String> = []
    var problem: Problem?
}

extension DomainSight {
    init(_ observed: Observed) {
        state = observed.state
        generation = observed.generation
        problem = observed.problem.map {
            Problem(code: $0.code, message: $0.message, passesElsewhere: $0.passesElsewhere)
        }
        guard case .domain(let domain) = observed.detail else { return }
        power = Power(domain.power)
        softReboots = Int64(clamping: domain.softReboots)
        hardReboots = Int64(clamping: domain.hardReboots)
        attempt = domain.attempt
        step = domain.step
        progress = Int(domain.progress)
        hasCrashed = domain.crashed
        plugged = Set(domain.pluggedPorts)
    }
}

extension Power {
    /// Nil for a state that this program does not know.
    init?(_ power: DomainSpec.Power) {
        switch power {
        case .running: self = .running
        case .shutOff: self = .shutOff
        case .paused: self = .paused
        case .suspended: self = .suspended
        case .unspecified, .UNRECOGNIZED: return nil
        }
    }

    var wire: DomainSpec.Power {
        switch self {
        case .running: .running
        case .shutOff: .shutOff
        case .paused: .paused
        case .suspended: .suspended
        }
    }
}
