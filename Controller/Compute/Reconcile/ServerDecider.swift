import Core
import Fleet
import Networking
import Reconcile

/// What becomes of a server next: pure, so that a table can test every phase with every observation.
///
/// Each answer is one transaction, a wait with its reason, or an end in ERROR. The order of a server's life is host and claim, ports,
/// guest; the order of its end is guest, ports, claim, rows. Nothing here remembers: it is asked again after every change, and
/// must give the same answer to the same world.
struct ServerDecider {
    let world: ServerWorld
    let now: Timestamp

    var server: Server { world.server }
    var state: ServerState { world.server.state }
    var host: String { state.host ?? "no host" }

    func decide() -> Decision<ServerChange> {
        if server.deletedAt != nil { return departure() }
        return switch state.phase {
        case .unplaced: unplaced()
        case .binding: binding()
        case .building: building()
        case .active: active()
        case .error: error()
        // The wish to delete it is gone, which cannot be; start its end from the beginning.
        case .departing, .releasing, .orphaned: .settled
        }
    }

    // MARK: No host yet

    private func unplaced() -> Decision<ServerChange> {
        switch world.placement {
        case .host(let host, let zone, let summary, _):
            var change = ServerChange(state)
            change.state.host = host
            change.state.zone = zone
            change.state.enter(.binding, now: now)
            change.steps = [.claim(host)] + world.ports.filter { !$0.isGone }.map { .bind($0.port.portID, host: host) }
            change.note(.scheduled, "\(host)   \(summary)")
            return .commit(change)
        case .nowhere(let fault, let awaited, let canRepeat, _): return nowhere(fault, awaited, canRepeat)
        case nil: return .wait(until: now + ServerDeadlines.placement, reason: "until the scheduler has looked")
        }
    }

    /// A host whose agent is on its way back is no reason to refuse a server.
    private func nowhere(_ fault: Fault, _ awaited: [AwaitedHost], _ canRepeat: Bool) -> Decision<ServerChange> {
        if let host = awaited.first(where: { now < $0.until }) {
            let reason =
                "until host \(host.name) is back, as no other fits (\(host.reason)); given up at \(host.until.iso8601(.seconds))"
            return .wait(until: min(now + ServerDeadlines.placement, host.until), reason: reason)
        }
        guard state.attempt > 1 else { return .fault(fault) }
        if canRepeat { return again() }
        return .fault(
            Fault(
                fault.kind, code: fault.code,
                "Exceeded maximum number of retries. Exhausted all hosts available for retrying build failures for instance "
                    + "\(server.id). \(fault.message)", hint: fault.hint, detail: fault.detail))
    }

    /// The hosts that have failed are all there is: in a small cloud a second try is worth more than a refusal.
    private func again() -> Decision<ServerChange> {
        let time = state.phaseSince + ServerDeadlines.repetition
        let hosts = state.excludedHosts.sorted().joined(separator: ", ")
        guard now >= time else { return .wait(until: time, reason: "until \(hosts) is tried again, as no other host fits") }
        var change = ServerChange(state)
        change.state.excludedHosts = []
        return .commit(change)
    }

    // MARK: Ports

    private func binding() -> Decision<ServerChange> {
        if case .gone? = world.host { return retreat(lost("host \(host) was removed from the cloud")) }
        if let change = portWork() { return .commit(change) }
        for sight in world.ports {
            if case .failed(let fault, let passesElsewhere)? = sight.binding {
                return passesElsewhere ? retreat(fault) : .fault(fault)
            }
        }
        guard let waiting = world.ports.first(where: { !$0.isReady }) else { return .commit(launch()) }
        let reason = reason(waiting)
        let deadline = state.phaseSince + ServerDeadlines.ports
        guard now < deadline else {
            return retreat(overdue("Host \(host) did not make the ports within \(ServerDeadlines.ports.words): \(reason)"))
        }
        return .wait(until: deadline, reason: reason)
    }

    private func launch() -> ServerChange {
        var change = ServerChange(state)
        change.state.enter(.building, now: now)
        change.state.builtRebuilds = server.rebuilds
        change.steps = [.putDomain]
        change.note(.network, world.addresses.isEmpty ? "no network" : world.addresses)
        return change
    }

    /// Ports that are to be bound, or that their user has deleted meanwhile.
    func portWork() -> ServerChange? {
        let steps = world.ports.filter { !$0.port.isLeaving }.compactMap { sight -> ServerStep? in
            if sight.isGone { return .releasePort(sight.port) }
            return sight.isUnbound ? .bind(sight.port.portID, host: host) : nil
        }
        guard !steps.isEmpty else { return nil }
        var change = ServerChange(state)
        change.steps = steps
        return change
    }

    func reason(_ sight: PortSight) -> String {
        if case .down(let why)? = world.host { return "until host \(host) is back: \(why)" }
        return switch sight.binding {
        case .pending(let reason)?: reason
        case .releasing?: "until another host has let go of port \(sight.port.portID)"
        case .failed(let fault, _)?: fault.message
        case .unbound?, .ready?, nil: "port \(sight.port.portID)"
        }
    }

    // MARK: Another host

    /// Gives this host up. It cleans itself, because its set no longer has the items.
    func retreat(_ fault: Fault) -> Decision<ServerChange> {
        guard let host = state.host, state.attempt < ServerDeadlines.attempts, server.forcedHost == nil else {
            return .fault(fault)
        }
        var change = ServerChange(state)
        change.steps = state.domainGeneration == nil ? [] : [.removeDomain(host: host)]
        change.steps += world.ports.filter { !$0.isGone }.map { .unbind($0.port.portID) }
        change.steps += [.releaseClaim, .recordBuild(host: host, failed: true)]
        change.note(.retry, "\(host)   \(fault.message)", isFailure: true)
        change.state.excludedHosts.insert(host)
        change.state.attempt += 1
        change.state.host = nil
        change.state.zone = nil
        change.state.domainGeneration = nil
        change.state.seenPower = nil
        change.state.enter(.unplaced, now: now)
        return .commit(change)
    }

    private func lost(_ why: String) -> Fault { Fault(.unavailable, code: "COMPUTE-HOST-REMOVED", why) }

    private func overdue(_ what: String) -> Fault { Fault(.unavailable, code: "COMPUTE-DEADLINE", what) }

    // MARK: Shared

    func isCaughtUp(_ domain: DomainSight) -> Bool { domain.generation >= state.domainGeneration ?? .max }

    /// The state with what is seen now.
    func seen(_ domain: DomainSight) -> ServerState {
        var state = state
        if domain.step != state.step || domain.progress != state.progress { state.changedAt = now }
        state.step = domain.step
        state.progress = domain.progress
        state.seenPower = domain.power ?? state.seenPower
        state.seenSoftReboots = max(state.seenSoftReboots, min(domain.softReboots, server.softReboots))
        state.seenHardReboots = max(state.seenHardReboots, min(domain.hardReboots, server.hardReboots))
        return state
    }

    /// The guest's item as it is wanted now. A rebuild begins with it.
    func applied() -> ServerChange {
        var change = ServerChange(state)
        change.steps = [.putDomain]
        change.state.changedAt = now
        if server.rebuilds > state.builtRebuilds {
            change.state.builtRebuilds = server.rebuilds
            change.state.enter(.building, now: now)
            change.note(.rebuild, "with fresh disks")
        }
        return change
    }
}

extension Duration {
    /// `60 s`
    var words: String { "\(components.seconds) s" }
}
