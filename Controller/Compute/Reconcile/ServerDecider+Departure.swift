import Core
import Fleet
import Networking
import Reconcile

// The end of a server: the guest goes first, then its ports, then the claim and the rows.
//
// A host that cannot be reached may still run the guest, on its addresses: so everything of it is kept, and nothing of it is given
// to anybody else. Its users need not wait for that: for them the server is gone (`orphaned`), and the host cleans itself when it
// is back, because its set no longer has the items. Two words of an administrator end the wait before: that the host has left the
// cloud, and that it is forced down, which says that it has been fenced.

extension ServerDecider {
    func departure() -> Decision<ServerChange> {
        switch state.phase {
        case .unplaced, .binding, .building, .active, .error: .commit(depart())
        case .departing: departing()
        case .releasing: releasing()
        case .orphaned: orphaned()
        }
    }

    private func depart() -> ServerChange {
        var change = ServerChange(state)
        if let host = state.host, state.domainGeneration != nil { change.steps = [.removeDomain(host: host)] }
        change.state.enter(.departing, now: now)
        return change
    }

    private func departing() -> Decision<ServerChange> {
        guard isGuestGone else { return isHostAway ? .commit(orphan()) : .wait(until: nextLook, reason: whyGuestStays) }
        var change = ServerChange(state)
        change.steps = world.ports.filter { !$0.isGone }.map { .unbind($0.port.portID) }
        change.state.enter(.releasing, now: now)
        return .commit(change)
    }

    private func releasing() -> Decision<ServerChange> {
        if let port = heldPort { return isHostAway ? .commit(orphan()) : .wait(until: nextLook, reason: whyStays(port)) }
        return .commit(end())
    }

    // MARK: A host that is away

    private func orphan() -> ServerChange {
        var change = ServerChange(state)
        change.state.enter(.orphaned, now: now)
        change.note(.deleting, "host \(host) cannot be reached: it removes what it has of the server when it is back")
        return change
    }

    /// What departing and releasing do, without being seen any more.
    private func orphaned() -> Decision<ServerChange> {
        guard isGuestGone else { return .wait(until: nextLook, reason: whyGuestStays) }
        let bound = world.ports.filter(\.isBound)
        if !bound.isEmpty {
            var change = ServerChange(state)
            change.steps = bound.map { .unbind($0.port.portID) }
            return .commit(change)
        }
        if let port = heldPort { return .wait(until: nextLook, reason: whyStays(port)) }
        return .commit(end())
    }

    // MARK: Shared

    private func end() -> ServerChange {
        var change = ServerChange(state)
        change.steps = world.ports.map { .releasePort($0.port) } + [.releaseClaim, .erase]
        change.note(.deleted, "gone")
        return change
    }

    /// Nothing of the server can run there, whatever was seen last.
    private var isHostDead: Bool { world.host == .gone || world.isFenced }

    private var isHostAway: Bool {
        if case .down? = world.host { !world.isFenced } else { false }
    }

    private var isGuestGone: Bool {
        if state.host == nil || state.domainGeneration == nil || isHostDead { return true }
        if let domain = world.domain { return domain.state == .absent }
        // A host that never said anything of it has most likely never had it; one that is just making it will say so.
        return world.host == .up && now >= state.phaseSince + ServerDeadlines.unseen
    }

    /// A port that a host still has.
    private var heldPort: PortSight? {
        isHostDead ? nil : world.ports.first { !$0.isGone && !$0.isUnbound }
    }

    private var nextLook: Timestamp {
        now + (state.phase != .releasing && world.domain == nil ? ServerDeadlines.unseen : ServerDeadlines.recheck)
    }

    private var whyGuestStays: String {
        if case .down(let why)? = world.host {
            return "until host \(host) is back and has removed the guest (\(why)), is forced down, or is removed from the cloud"
        }
        return world.domain?.problem.map { "host \(host) cannot remove the guest: \($0.message)" }
            ?? "until host \(host) has removed the guest"
    }

    private func whyStays(_ port: PortSight) -> String { "until host \(host) has removed port \(port.port.portID)" }
}
