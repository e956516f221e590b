import AgentProtocol
import Libvirt

/// What has to be done so that a guest is as its spec says: a pure function of the spec and what is on the host.
///
/// Theory of operation. The agent looks, plans, does the steps and looks again until nothing is left; it may die between any
/// two steps, and the next process plans from what it finds. Three labels make that safe. A domain is defined with the counters
/// of reboots already raised, before it is started, so that no reboot happens twice. Its label's generation is raised last:
/// a domain that is off at an older generation has not been started yet, one that is off at the spec's own generation has been
/// shut down from within or has crashed, and stays off: the controller is told and decides. The label's boot id tells a
/// third case, that the *host* went down: nobody asked for that, so guests that should run are started again.
struct DomainPlan {
    let spec: DomainSpec
    let set: String
    let generation: UInt64
    let boot: String
    /// The guest has been started since this generation was begun with; if it is off now, it went off by itself.
    var hasStarted = false

    /// - Throws: `GuestProblem` where it must not be done.
    func steps(_ seen: GuestSight) throws -> [DomainStep] {
        let attempt = max(seen.directory?.attempt ?? 0, seen.domain?.label.attempt ?? 0)
        guard attempt <= spec.attempt else {
            throw GuestProblem(
                "HOST-ATTEMPT-OLD",
                "This host is at attempt \(attempt) of this guest, and attempt \(spec.attempt) was asked for.",
                hint: "The controller's database is older than the host; restore a newer one or delete the server.",
                passesElsewhere: false)
        }
        if let domain = seen.domain, domain.label.attempt == spec.attempt, seen.directory?.attempt != spec.attempt {
            throw Self.lost("The directory")
        }
        if !seen.isNothing, attempt < spec.attempt { return [.startOver, .makeDisks] + steps(nil) }
        if let disk = seen.lostDisks.first, !(seen.domain?.isActive ?? false) { throw Self.lost("The disk \(disk)") }
        let disks = needsDisks(seen.directory) ? [DomainStep.makeDisks] : []
        return disks + steps(seen.domain)
    }

    private static func lost(_ what: String) -> GuestProblem {
        GuestProblem(
            "HOST-DISK-MISSING", "\(what) of this guest is gone from this host.",
            hint: "Restore it, or rebuild the server: an empty disk is not put in its place.", passesElsewhere: false)
    }

    private func needsDisks(_ directory: InstanceLabel?) -> Bool {
        guard let directory else { return true }
        return !directory.made.isSuperset(of: InstanceLabel.parts(of: spec))
    }

    private func steps(_ domain: SeenDomain?) -> [DomainStep] {
        let beginning = DomainLabel.beginning(spec, set: set, after: domain?.label)
        var steps: [DomainStep] =
            switch domain {
            case nil: [.define(beginning)] + boot(from: nil)
            case let domain? where domain.isActive: whileActive(domain, beginning)
            case let domain?: whileOff(domain, beginning)
            }
        // A wish that is still counted has not been performed: only a start does that.
        var final = domain?.label ?? beginning
        if steps.contains(where: \.isDefinition) { final = beginning }
        final.generation = generation
        final.boot = boot
        final.name = spec.name
        if final != domain?.label { steps.append(.record(final)) }
        return steps
    }

    // MARK: - Off

    private func whileOff(_ domain: SeenDomain, _ beginning: DomainLabel) -> [DomainStep] {
        switch spec.power {
        case .running, .paused:
            guard mayStart(domain) else { return redefinition(domain, beginning) }
            if domain.hasSavedState, !isRebootDue(domain.label) { return boot(from: domain) }
            return [.define(beginning)] + boot(from: domain)
        case .suspended: return domain.hasSavedState ? [] : redefinition(domain, beginning)
        default: return (domain.hasSavedState ? [.discardState] : []) + redefinition(domain, beginning)
        }
    }

    private func mayStart(_ domain: SeenDomain) -> Bool {
        if hasStarted { return false }
        let hostRebooted = !domain.label.boot.isEmpty && domain.label.boot != boot
        return domain.label.generation < generation || isRebootDue(domain.label) || hostRebooted
    }

    private func boot(from domain: SeenDomain?) -> [DomainStep] {
        guard spec.power == .running || spec.power == .paused, !hasStarted else { return [] }
        let saved = domain?.hasSavedState ?? false
        let discards = saved && (domain.map { isRebootDue($0.label) } ?? false)
        return [.start(paused: spec.power == .paused, discardingState: discards)]
    }

    /// So that the definition has the ports that the spec has, for whoever reads it.
    private func redefinition(_ domain: SeenDomain, _ beginning: DomainLabel) -> [DomainStep] {
        guard !domain.hasSavedState, domain.interfaces != spec.interfaces.map(PluggedInterface.init) else { return [] }
        var label = beginning
        label.softReboots = domain.label.softReboots
        label.hardReboots = domain.label.hardReboots
        return [.define(label)]
    }

    // MARK: - Running or paused

    private func whileActive(_ domain: SeenDomain, _ beginning: DomainLabel) -> [DomainStep] {
        switch spec.power {
        case .running, .paused:
            if isRebootDue(domain.label) {
                let isSoft = spec.hardReboots <= domain.label.hardReboots && domain.status == .running
                return [isSoft ? .shutDown : .cutPower, .define(beginning)] + boot(from: nil)
            }
            let power: [DomainStep] =
                switch (spec.power, domain.status) {
                case (.running, .paused): [.resume]
                case (.paused, .running): [.suspend]
                default: []
                }
            return power + plugging(domain)
        case .suspended: return [.save]
        // A paused guest cannot answer its power button.
        case .shutOff: return [domain.status == .paused ? .cutPower : .shutDown]
        default: return plugging(domain)
        }
    }

    private func isRebootDue(_ label: DomainLabel) -> Bool {
        spec.hardReboots > label.hardReboots || spec.softReboots > label.softReboots
    }

    private func plugging(_ domain: SeenDomain) -> [DomainStep] {
        let wished = spec.interfaces.map(PluggedInterface.init)
        let gone = domain.interfaces.filter { !wished.contains($0) }
        let missing = zip(spec.interfaces, wished).filter { !domain.interfaces.contains($0.1) }
        return gone.map { .unplug($0) } + missing.map { .plug($0.0) }
    }
}

extension DomainStep {
    var isDefinition: Bool {
        if case .define = self { true } else { false }
    }

    var isStart: Bool {
        if case .start = self { true } else { false }
    }
}

extension SeenDomain {
    var isActive: Bool {
        if case .off = status { false } else { true }
    }
}
