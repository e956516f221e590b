import Core
import Fleet
import Reconcile

// A server whose guest is being made, for the first time or anew.

extension ServerDecider {
    func building() -> Decision<ServerChange> {
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
}
