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
        case .departing, .releasing: .settled
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
        case .nowhere(let fault, _):
            guard state.attempt > 1 else { return .fault(fault) }
            return .fault(
                Fault(
                    fault.kind, code: fault.code,
                    "Exceeded maximum number of retries. Exhausted all hosts available for retrying build failures for instance "
                        + "\(server.id). \(fault.message)", hint: fault.hint, detail: fault.detail))
        case nil: return .wait(until: now + .seconds(1), reason: "until the scheduler has looked")
        }
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

    // MARK: Building

    private func building() -> Decision<ServerChange> {
        if case .gone? = world.host { return lostHost() }
        if state.appliedGeneration != server.generation || state.domainGeneration == nil { return .commit(applied()) }
        guard let domain = world.domain, isCaughtUp(domain) else { return silence() }
        switch domain.state {
        case .failed: return failed(domain)
        case .ready where domain.power == server.wantedPower && domain.attempt >= server.domainAttempt:
            return .commit(activated(domain))
        case .ready where domain.power == .shutOff:
            return retreatOrFault(
                DomainSight.Problem(
                    code: "COMPUTE-GUEST-STOPPED",
                    message: domain.hasCrashed
                        ? "the guest crashed while it was started" : "the guest stopped while it was started",
                    passesElsewhere: false))
        case .pending, .ready, .absent: return progress(domain)
        }
    }

    private func activated(_ domain: DomainSight) -> ServerChange {
        var change = ServerChange(seen(domain))
        let isNew = state.launchedAt == nil
        change.state.enter(.active, now: now)
        change.state.launchedAt = now
        change.state.fault = nil
        if isNew { change.steps = [.recordBuild(host: host, failed: false)] }
        change.note(.active, domain.power == .running ? "ACTIVE" : "rebuilt")
        return change
    }

    /// Nothing of this item was heard from the host yet.
    private func silence() -> Decision<ServerChange> {
        if case .down(let why)? = world.host {
            let deadline = state.changedAt + ServerDeadlines.silence
            guard now >= deadline else { return .wait(until: deadline, reason: "until host \(host) is back: \(why)") }
            return retreatOrFault(
                DomainSight.Problem(code: "COMPUTE-HOST-DOWN", message: why, passesElsewhere: true))
        }
        return waitForDomain("until host \(host) begins to make the guest")
    }

    private func progress(_ domain: DomainSight) -> Decision<ServerChange> {
        let isNewStep = domain.step != state.step
        if isNewStep || abs(domain.progress - state.progress) >= 10 {
            var change = ServerChange(seen(domain))
            if !domain.step.isEmpty {
                change.note(
                    domain.step.contains("boot") ? .booting : .disk, domain.step,
                    progress: domain.progress > 0 ? domain.progress : nil)
            }
            return .commit(change)
        }
        if case .down? = world.host { return silence() }
        return waitForDomain(domain.step.isEmpty ? "until the guest runs on \(host)" : "\(domain.step) on \(host)")
    }

    private func waitForDomain(_ reason: String) -> Decision<ServerChange> {
        let deadline = state.changedAt + ServerDeadlines.domain
        guard now < deadline else {
            return retreatOrFault(
                DomainSight.Problem(
                    code: "COMPUTE-DEADLINE",
                    message: "nothing has happened for \(ServerDeadlines.domain.words) while waiting \(reason)",
                    passesElsewhere: true))
        }
        return .wait(until: deadline, reason: reason)
    }

    private func failed(_ domain: DomainSight) -> Decision<ServerChange> {
        retreatOrFault(
            domain.problem
                ?? DomainSight.Problem(code: "COMPUTE-GUEST-FAILED", message: "its host cannot make it", passesElsewhere: true))
    }

    /// A new server may go elsewhere; one that has run stays where its disks are.
    private func retreatOrFault(_ problem: DomainSight.Problem) -> Decision<ServerChange> {
        let fault = Fault(
            .internalError, code: problem.code.isEmpty ? "COMPUTE-GUEST-FAILED" : problem.code,
            "Build of instance \(server.id) on host \(host) failed: \(problem.message)")
        return problem.passesElsewhere && state.launchedAt == nil ? retreat(fault) : .fault(fault)
    }

    private func lostHost() -> Decision<ServerChange> {
        retreatOrFault(
            DomainSight.Problem(
                code: "COMPUTE-HOST-REMOVED", message: "the host was removed from the cloud", passesElsewhere: true))
    }

    // MARK: Another host

    /// Gives this host up. It cleans itself, because its set no longer has the items.
    private func retreat(_ fault: Fault) -> Decision<ServerChange> {
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
