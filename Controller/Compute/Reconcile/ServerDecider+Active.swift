import Core
import Fleet
import Networking
import Reconcile

// A server whose guest is there: its power, reboots and interfaces follow what is wanted.

extension ServerDecider {
    func active() -> Decision<ServerChange> {
        if case .gone? = world.host {
            return .fault(
                Fault(
                    .unavailable, code: "COMPUTE-HOST-REMOVED",
                    "Host \(host) of instance \(server.id) was removed from the cloud, and its disks with it."))
        }
        if state.appliedGeneration != server.generation { return apply() }
        guard let domain = world.domain, isCaughtUp(domain) else {
            return waitForHost("until host \(host) has taken over the change")
        }
        if let change = observed(domain) { return .commit(change) }
        if let port = leaving(domain) { return .commit(port) }
        if domain.state == .ready, domain.power == server.wantedPower, !server.isRebooting, !hasLeaving { return .settled }
        return waitForHost(domain.problem?.message ?? what())
    }

    /// New interfaces need their ports first.
    private func apply() -> Decision<ServerChange> {
        if let change = portWork() { return .commit(change) }
        for sight in world.ports where !sight.port.isLeaving {
            if case .failed(let fault, _)? = sight.binding { return .commit(givenUp(sight, fault.message)) }
            guard !sight.isReady else { continue }
            let deadline = state.changedAt + ServerDeadlines.ports
            if now < deadline { return .wait(until: deadline, reason: reason(sight)) }
            if case .down? = world.host { return waitForHost(reason(sight)) }
            return .commit(givenUp(sight, "host \(host) did not make the port within \(ServerDeadlines.ports.words)"))
        }
        return .commit(applied())
    }

    /// A port that cannot be made must not keep the rest of the server from its changes.
    private func givenUp(_ sight: PortSight, _ why: String) -> ServerChange {
        var change = ServerChange(state)
        change.steps = [.releasePort(sight.port)]
        change.note(.interface, "port \(sight.port.portID) was given up: \(why)", isFailure: true)
        return change
    }

    // MARK: What the host sees

    private func observed(_ domain: DomainSight) -> ServerChange? {
        if let change = halted(domain) { return change }
        var change = ServerChange(seen(domain))
        if domain.state == .failed, let problem = domain.problem { change.state.step = problem.message }
        if change.state.seenPower == server.wantedPower, domain.state == .ready { change.state.changedAt = state.changedAt }
        guard change.state.isUnlike(state) else { return nil }
        change.state.changedAt = now
        if let power = domain.power, power != state.seenPower { change.note(.power, power.word) }
        if change.state.seenSoftReboots > state.seenSoftReboots || change.state.seenHardReboots > state.seenHardReboots {
            change.note(.reboot, "rebooted")
        }
        if domain.state == .failed, let problem = domain.problem { change.note(.failed, problem.message, isFailure: true) }
        return change
    }

    /// The guest was shut down from within, or it crashed: as upstream has it, that is its user's wish from now on.
    private func halted(_ domain: DomainSight) -> ServerChange? {
        guard domain.state == .ready, domain.power == .shutOff, server.wantedPower == .running, !server.isRebooting else {
            return nil
        }
        var change = ServerChange(seen(domain))
        change.state.haltedGeneration = server.powerGeneration
        change.state.changedAt = now
        change.steps = [.putDomain]
        if domain.hasCrashed {
            change.note(.crashed, "the guest crashed", isFailure: true)
        } else {
            change.note(.power, "shut down from within")
        }
        return change
    }

    // MARK: Interfaces that leave

    private var hasLeaving: Bool { world.ports.contains { $0.port.isLeaving } }

    private func leaving(_ domain: DomainSight) -> ServerChange? {
        let free = world.ports.map(\.port).filter { $0.isLeaving && !domain.plugged.contains($0.portID.string) }
        guard !free.isEmpty else { return nil }
        var change = ServerChange(state)
        change.steps = free.map { .releasePort($0) }
        for port in free { change.note(.interface, "port \(port.portID) unplugged") }
        return change
    }

    // MARK: Waiting

    /// What has been asked for takes its time; the host may also be away, and then nothing can be said.
    func waitForHost(_ reason: String) -> Decision<ServerChange> {
        if case .down(let why)? = world.host {
            return .wait(until: now + ServerDeadlines.recheck, reason: "until host \(host) is back: \(why)")
        }
        let deadline = state.changedAt + ServerDeadlines.domain
        guard now < deadline else {
            return .fault(
                Fault(
                    .internalError, code: "COMPUTE-DEADLINE",
                    "Host \(host) did not do what was asked of instance \(server.id) within \(ServerDeadlines.domain.words): \(reason)"
                ))
        }
        return .wait(until: deadline, reason: reason)
    }

    private func what() -> String {
        if server.isRebooting { return "until the guest has rebooted" }
        if hasLeaving { return "until the guest lets go of an interface" }
        return "until the guest is \(server.wantedPower.word)"
    }

    // MARK: ERROR

    /// It stays so until somebody wishes something new of it.
    func error() -> Decision<ServerChange> {
        guard state.appliedGeneration != server.generation else { return .settled }
        var change = ServerChange(state)
        change.state.fault = nil
        if let host = state.host, world.host != .gone {
            change.state.enter(state.domainGeneration == nil ? .binding : state.launchedAt == nil ? .building : .active, now: now)
            change.note(.retry, "once more on \(host)")
        } else {
            change.state.excludedHosts = []
            change.state.attempt += 1
            change.state.host = nil
            change.state.domainGeneration = nil
            change.state.enter(.unplaced, now: now)
            change.steps = [.releaseClaim]
            change.note(.retry, "once more")
        }
        return .commit(change)
    }
}

extension ServerState {
    /// In what is seen of the host.
    fileprivate func isUnlike(_ other: ServerState) -> Bool {
        step != other.step || progress != other.progress || seenPower != other.seenPower
            || seenSoftReboots != other.seenSoftReboots || seenHardReboots != other.seenHardReboots
    }
}

extension Power {
    var word: String {
        switch self {
        case .running: "running"
        case .shutOff: "shut off"
        case .paused: "paused"
        case .suspended: "suspended"
        }
    }
}
