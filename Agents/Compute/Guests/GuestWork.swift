import AgentProtocol
import AgentRuntime
import HostCommands
import Libvirt

/// Brings one guest to what its item says, or away; knows nothing but the host and the item.
struct GuestWork: Sendable {
    let id: GuestID
    let host: any DomainHost
    let instances: Instances
    let disks: DiskMaker
    let time: any AgentTime
    let abilities: HostAbilities

    /// How often a guest is looked at while something is waited for.
    private static let glance = Duration.milliseconds(250)
    /// A guest that has just begun to boot does not see its power button: it is pressed again.
    private static let pressEvery = Duration.seconds(10)
    private static let unplugPatience = Duration.seconds(15)

    func look() async throws -> GuestSight {
        var seen = try await DiskWork.run { [id, instances] in
            var seen = GuestSight()
            seen.directory = try instances.label(of: id)
            if let label = seen.directory { seen.lostDisks = try instances.lost(id, label) }
            return seen
        }
        seen.domain = try await domain()
        return seen
    }

    /// - Parameter tell: what is being done, and how much of it is done in per cent
    /// - Returns: what is there in the end
    func bring(
        _ spec: DomainSpec, set: String, generation: UInt64, tell: @escaping @Sendable (String, UInt32) -> Void
    ) async throws -> GuestSight {
        var plan = DomainPlan(spec: spec, set: set, generation: generation, boot: abilities.boot)
        var refusal: LibvirtError?
        // What hot-plugging, saved states and guests do by themselves is seen in a second look; a third is for safety.
        for _ in 0..<4 {
            let seen = try await look()
            // After a crash the copy of the sets may be older than what was made last: the label is the host's memory of that, as
            // the lane is the process's. The newer item comes with the next session.
            if let label = seen.domain?.label, label.generation > generation { return seen }
            let steps = try plan.steps(seen)
            if steps.isEmpty { return seen }
            do {
                for step in steps {
                    try Task.checkCancellation()
                    if let words = step.words { tell(words, 0) }
                    try await perform(step, spec, set: set, hasStarted: plan.hasStarted, tell)
                    if step.isStart { plan.hasStarted = true }
                }
            } catch let error as LibvirtError where error.isWrongState {
                // The guest has moved since it was looked at: libvirt finishes calls whose caller was killed.
                refusal = error
            }
        }
        if let refusal { throw refusal }
        throw GuestProblem(
            "HOST-GUEST-UNSTEADY", "The guest does not stay as it was made.",
            hint: "Does somebody else change it with virsh? Look at libvirtd's log on this host.", passesElsewhere: false)
    }

    /// Leaves nothing of the guest. - Throws: where it cannot, or where a domain of that id is somebody else's
    func clear() async throws {
        if let domain = try await domain() {
            if domain.isActive { try await tolerating { try await host.destroy(id.text) } }
            try await tolerating { try await host.undefine(id.text) }
        }
        try await DiskWork.run { [id, instances] in try instances.remove(id) }
    }

    private func domain() async throws -> SeenDomain? {
        guard let domain = try await host.domain(id.text) else { return nil }
        if let seen = SeenDomain(domain) { return seen }
        throw GuestProblem(
            "HOST-DOMAIN-FOREIGN", "The domain \(domain.name) has this guest's id, and was not made by this agent.",
            hint: "Remove or rename it by hand; the agent touches only what it has made.", passesElsewhere: true)
    }

    private func perform(
        _ step: DomainStep, _ spec: DomainSpec, set: String, hasStarted: Bool,
        _ tell: @escaping @Sendable (String, UInt32) -> Void
    ) async throws {
        switch step {
        case .startOver: try await clear()
        case .makeDisks: try await makeDisks(spec, set: set, tell)
        case .define(let label): try await define(spec, label)
        case .start(let paused, let discards):
            try await host.start(id.text, paused: paused, discardingState: discards)
        case .shutDown: try await shutDown(within: .seconds(Int64(spec.shutdownSeconds)))
        case .cutPower: try await tolerating { try await host.destroy(id.text) }
        case .suspend: try await host.suspend(id.text)
        case .resume: try await host.resume(id.text)
        case .save: try await host.save(id.text)
        case .discardState: try await host.discardSavedState(id.text)
        case .plug(let interface):
            let hardware = try Hardware(spec, on: abilities)
            try await host.attach(id.text, device: DomainDocument.interface(interface, hardware).document)
        case .unplug(let interface): try await unplug(interface)
        case .record(let label): try await record(label, hasStarted: hasStarted)
        }
    }

    private func makeDisks(
        _ spec: DomainSpec, set: String, _ tell: @escaping @Sendable (String, UInt32) -> Void
    ) async throws {
        let images = spec.disks.filter(\.hasImage).map(\.image)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await disks.make(spec, of: id, set: set) }
            group.addTask {
                while true {
                    try await time.sleep(until: time.uptime + .seconds(1))
                    for percent in images.compactMap({ disks.images.percent(of: $0) }) { tell("fetching image", percent) }
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func define(_ spec: DomainSpec, _ label: DomainLabel) async throws {
        let files = GuestFiles(id, in: instances.path)
        try await host.define(try DomainDocument(id: id, spec: spec, label: label, host: abilities, files: files).text)
    }

    private func shutDown(within patience: Duration) async throws {
        let deadline = time.uptime + patience
        var nextPress = time.uptime
        while try await domain()?.isActive ?? false {
            let now = time.uptime
            guard now < deadline else { return try await tolerating { try await host.destroy(id.text) } }
            if now >= nextPress {
                try await tolerating { try await host.shutdown(id.text) }
                nextPress = now + Self.pressEvery
            }
            try await time.sleep(until: now + Self.glance)
        }
    }

    /// A guest has to let go of a device; one that is not up cannot.
    private func unplug(_ interface: PluggedInterface) async throws {
        let deadline = time.uptime + Self.unplugPatience
        // Asking again while the guest thinks about it is refused; whether it is gone is seen below.
        var refusal: LibvirtError?
        do { try await host.detach(id.text, device: interface.document) } catch let error as LibvirtError
            where !error.isUnreachable
        {
            refusal = error
        }
        while try await domain()?.interfaces.contains(interface) ?? false {
            guard time.uptime < deadline else {
                throw GuestProblem(
                    "HOST-UNPLUG-REFUSED",
                    "The guest does not let go of the port \(interface.port)\(refusal.map { ": \($0.message)" } ?? ".")",
                    hint: "It may still be booting; otherwise reboot or stop the server.", passesElsewhere: false)
            }
            try await time.sleep(until: time.uptime + Self.glance)
        }
    }

    private func record(_ label: DomainLabel, hasStarted: Bool) async throws {
        var label = label
        if hasStarted || label.startedAt == 0 { label.startedAt = time.wall }
        try await host.label(
            id.text, element: label.element.document, prefix: DomainLabel.prefix, namespace: DomainLabel.namespace)
        try await DiskWork.run { [id, instances] in
            guard var directory = try instances.label(of: id), !directory.isSettled else { return }
            directory.isSettled = true
            try instances.write(directory, of: id)
        }
    }

    /// It went off or away by itself in the same moment: that is what was wanted.
    private func tolerating(_ body: () async throws -> Void) async throws {
        do { try await body() } catch let error as LibvirtError where error.isWrongState || error.isNoDomain {}
    }
}
