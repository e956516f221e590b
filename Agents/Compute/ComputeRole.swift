public import AgentProtocol
public import AgentRuntime
import Libvirt
public import Logging

/// The role "compute": makes guests of items of the kind "domain".
///
/// Theory of operation. The host is the truth: a domain carries its label in its metadata, a directory carries one in a file,
/// and nothing else is remembered. `apply` looks, plans (`DomainPlan`, pure) and does steps until nothing is left to do;
/// `remove` takes away what carries our label. Killed anywhere, the next process looks and goes on: disks, images and
/// directories appear under their names only when they are whole, a reboot is counted in the label before the guest is
/// started, and the generation is raised last. Guests live on without the agent and without libvirt's daemon.
///
/// A guest that goes off by itself stays off: `watch` reports it, and the controller decides. A guest that went off with its
/// host is started again with the agent, because nobody has asked for that.
public final class ComputeRole: Role {
    public let name = "compute"
    public let kinds: Set<ItemKind> = [.domain]
    public let guardsRemoval = true

    /// The longest that a change is not noticed where libvirt does not tell it.
    static let lookEvery = Duration.seconds(15)
    static let tidyEvery = Duration.seconds(3600)

    private let seams: ComputeSeams
    private let instances: Instances
    private let images: ImageCache
    private let abilities: HostAbilities
    private let desk = GuestDesk()
    private let logger: Logger
    /// Guests to look at.
    private let looks: AsyncStream<GuestID>
    private let look: AsyncStream<GuestID>.Continuation

    public init(settings: ComputeSettings, seams: ComputeSeams, abilities: HostAbilities, logger: Logger) {
        self.seams = seams
        self.abilities = abilities
        self.logger = logger
        instances = Instances(settings.instances)
        images = ImageCache(directory: settings.images, link: seams.link, commands: seams.commands, time: seams.time)
        (looks, look) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(4096))
    }

    /// VNC, serial consoles and console logs of this host's guests.
    public var tunnels: any TunnelSource { GuestTunnels(host: seams.host, instances: instances) }

    public func observeAll() async -> [Observation] {
        do {
            let census = try await GuestCensus.take(seams.host, instances)
            if let problem = census.problem { log(problem, "libvirt cannot be asked; guests are known by their directories") }
            return census.guests.keys.compactMap { observe($0, census) }
        } catch {
            log(GuestProblem(error), "guests cannot be listed")
            return []
        }
    }

    public func apply(_ item: Item, in set: String) async -> Observation {
        let key = ItemKey(set: set, id: item.id)
        var observation = Observation(guest: key, generation: item.generation, at: seams.time.wall)
        guard let id = GuestID(item.id) else {
            observation.fail(Self.noID(item.id))
            return observation
        }
        desk.begin(id, key)
        let blank = observation
        do {
            let seen = try await work(id).bring(item.domain, set: set, generation: item.generation) { [desk] words, percent in
                desk.tellProgress(blank.pending(words, percent, attempt: item.domain.attempt))
            }
            observation.state = .ready
            observation.generation = max(item.generation, seen.domain?.label.generation ?? 0)
            observation.domain = DomainState(seen)
        } catch {
            await fail(&observation, id, error)
        }
        observation.observedAt = seams.time.wall
        if desk.finish(id, observation) { look.yield(id) }
        return observation
    }

    public func remove(_ key: ItemKey) async -> Observation {
        var observation = Observation(guest: key, generation: 0, at: seams.time.wall)
        // Nothing is ever made for such an id.
        guard let id = GuestID(key.id) else { return observation.absent }
        desk.begin(id, key)
        do {
            try await work(id).clear()
            observation.state = .absent
        } catch {
            await fail(&observation, id, error)
        }
        observation.observedAt = seams.time.wall
        if desk.finish(id, observation) { look.yield(id) }
        return observation
    }

    public func watch(_ report: @escaping @Sendable (Observation) -> Void) async {
        desk.attach(report)
        await withDiscardingTaskGroup { group in
            group.addTask { await self.listen() }
            group.addTask { await self.lookAround() }
            group.addTask { for await id in self.looks { await self.lookAt(id) } }
        }
        desk.attach(nil)
    }

    // MARK: - Looking

    private func listen() async {
        for await event in seams.host.events {
            switch event {
            case .changed(let text): if let id = GuestID(text) { look.yield(id) }
            case .connected: for id in desk.known { look.yield(id) }
            case .lost: logger.warning("libvirt's daemon is gone; guests run on")
            }
        }
    }

    /// What libvirt does not tell is seen here; the call also opens a new connection where there is none.
    private func lookAround() async {
        var tidied = seams.time.uptime - Self.tidyEvery
        while (try? await seams.time.sleep(until: seams.time.uptime + Self.lookEvery)) != nil {
            guard let census = try? await GuestCensus.take(seams.host, instances), census.problem == nil else { continue }
            census.count()
            for (id, seen) in census.guests where desk.mayLook(id) != nil { desk.tell(id, seen, at: seams.time.wall) }
            for id in desk.known where census.guests[id] == nil { look.yield(id) }
            guard seams.time.uptime - tidied >= Self.tidyEvery else { continue }
            tidied = seams.time.uptime
            do { try await images.tidy(used: census.images) } catch { log(GuestProblem(error), "the image cache was not tidied") }
        }
    }

    private func lookAt(_ id: GuestID) async {
        guard desk.mayLook(id) != nil, let seen = try? await work(id).look() else { return }
        desk.tell(id, seen, at: seams.time.wall)
    }

    private func observe(_ id: GuestID, _ census: GuestCensus) -> Observation? {
        guard let seen = census.guests[id], let set = census.set(of: id) else { return nil }
        var observation = Observation(guest: ItemKey(set: set, id: id.text), seen, at: seams.time.wall)
        if let problem = census.problem {
            observation.problem = problem.wire
            observation.problem.passesElsewhere = false
            observation.clearDomain()
        }
        desk.note(id, observation)
        return observation
    }

    // MARK: - Working

    private func work(_ id: GuestID) -> GuestWork {
        GuestWork(
            id: id, host: seams.host, instances: instances,
            disks: DiskMaker(instances: instances, images: images, commands: seams.commands), time: seams.time,
            abilities: abilities)
    }

    /// With what is there all the same, where that can be seen.
    private func fail(_ observation: inout Observation, _ id: GuestID, _ error: any Error) async {
        var problem = GuestProblem(error)
        let directory = try? await DiskWork.run { [instances] in try instances.label(of: id) }
        // Another host could only begin anew, without what the guest has written.
        if directory?.isSettled == true { problem.passesElsewhere = false }
        observation.fail(problem)
        if let seen = try? await work(id).look() { observation.domain = DomainState(seen) }
        log(problem, "guest \(id) is not as it should be")
    }

    private func log(_ problem: GuestProblem, _ what: String) {
        logger.warning(
            "\(what)", metadata: ["code": "\(problem.code)", "reason": "\(problem.message)", "remedy": "\(problem.hint)"])
    }

    private static func noID(_ id: String) -> GuestProblem {
        GuestProblem(
            "HOST-ITEM-INVALID", "\"\(id.prefix(64))\" is not the id of a server.", hint: "The controller's item is wrong.",
            passesElsewhere: false)
    }
}

extension Observation {
    fileprivate func pending(_ step: String, _ percent: UInt32, attempt: UInt64) -> Observation {
        var copy = self
        copy.state = .pending
        copy.domain.attempt = attempt
        copy.domain.step = step
        copy.domain.progress = percent
        return copy
    }

    fileprivate var absent: Observation {
        var copy = self
        copy.state = .absent
        return copy
    }

    fileprivate mutating func clearDomain() { detail = nil }
}
