import Core
import Fleet
import Networking
import Reconcile

// The end of a server: the guest goes first, then its ports, then the claim and the rows. A host that cannot be reached keeps all
// of it, because the guest may still run there; taking the host out of the cloud ends the wait.

extension ServerDecider {
    func departure() -> Decision<ServerChange> {
        switch state.phase {
        case .unplaced, .binding, .building, .active, .error: .commit(depart())
        case .departing: departing()
        case .releasing: releasing()
        }
    }

    private func depart() -> ServerChange {
        var change = ServerChange(state)
        if let host = state.host, state.domainGeneration != nil { change.steps = [.removeDomain(host: host)] }
        change.state.enter(.departing, now: now)
        return change
    }

    private func departing() -> Decision<ServerChange> {
        guard isGuestGone else {
            return .wait(
                until: now + (world.domain == nil ? ServerDeadlines.unseen : ServerDeadlines.recheck), reason: whyGuestStays)
        }
        var change = ServerChange(state)
        change.steps = world.ports.filter { !$0.isGone }.map { .unbind($0.port.portID) }
        change.state.enter(.releasing, now: now)
        return .commit(change)
    }

    private var isGuestGone: Bool {
        if state.host == nil || state.domainGeneration == nil || world.host == .gone { return true }
        if let domain = world.domain { return domain.state == .absent }
        // A host that never said anything of it has most likely never had it; one that is just making it will say so.
        return world.host == .up && now >= state.phaseSince + ServerDeadlines.unseen
    }

    private var whyGuestStays: String {
        if case .down(let why)? = world.host {
            return "until host \(host) is back and has removed the guest (\(why)), or is removed from the cloud"
        }
        return world.domain?.problem.map { "host \(host) cannot remove the guest: \($0.message)" }
            ?? "until host \(host) has removed the guest"
    }

    private func releasing() -> Decision<ServerChange> {
        if world.host != .gone, let port = world.ports.first(where: { !$0.isGone && !$0.isUnbound }) {
            return .wait(
                until: now + ServerDeadlines.recheck, reason: "until host \(host) has removed port \(port.port.portID)")
        }
        var change = ServerChange(state)
        change.steps = world.ports.map { .releasePort($0.port) } + [.releaseClaim, .erase]
        change.note(.deleted, "gone")
        return .commit(change)
    }
}
