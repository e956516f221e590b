import AgentProtocol
import Core
import Fleet
import Networking
import Reconcile
import Store

/// A server's three views: the API's row, the reconciler's, and what the host of its guest says; its ports are its parts.
struct ServerDebug {
    let agenda: ReconcileAgenda
    let now: Timestamp
    let startedAt: Timestamp

    /// - Throws: `Fault` 404.
    func sheet(_ s: Snapshot, _ id: ServerID) throws -> DebugSheet {
        guard let story = try ServerStory.read(s, id, startedAt: startedAt) else { throw Refusal.server(id.string) }
        let server = story.world.server
        let item = try server.state.host.flatMap { host in
            try ItemSight.find(s, host: host, set: SetName.host(host), id: id.string)
        }
        var sheet = DebugSheet(
            kind: "server", id: id.string, name: server.name, status: ServerStatus(server).word,
            intent: .init("the API", "request \(server.requestID)", at: server.updatedAt),
            decided: .init(ServerReconciler.name, "revision \(server.state.revision)", at: server.state.changedAt),
            observed: try .agent(of: server.state.host, s, observedAt: item?.observedAt))
        sheet.lines = lines(story.world, item)
        try addPorts(s, server, story.world, &sheet)
        addWaits(story, &sheet)
        if let fault = server.state.fault { sheet.problems.append(.init(code: "FAULT", fault.message, hint: fault.details)) }
        if let problem = item?.problem, !problem.message.isEmpty {
            sheet.problems.append(.init(code: problem.code, problem.message, hint: problem.hint.isEmpty ? nil : problem.hint))
        }
        return sheet
    }

    // MARK: Lines

    private func lines(_ world: ServerWorld, _ item: ItemSight?) -> [DebugSheet.Line] {
        let (server, state, domain) = (world.server, world.server.state, world.domain)
        var lines = [host(world), life(world), power(world), generation(world, item)]
        if server.softReboots + server.hardReboots > 0 {
            lines.append(
                .init(
                    "reboots", intent: "\(server.softReboots) soft, \(server.hardReboots) hard",
                    decided: "\(state.seenSoftReboots) soft, \(state.seenHardReboots) hard done",
                    observed: domain.map { "\($0.softReboots) soft, \($0.hardReboots) hard" }, agrees: !server.isRebooting))
        }
        if state.attempt > 1 || server.rebuilds > 0 {
            lines.append(
                .init(
                    "attempt", intent: "\(server.rebuilds) rebuilds", decided: "host number \(state.attempt)",
                    observed: domain.map { "\($0.attempt)" }, agrees: domain.map { $0.attempt >= server.domainAttempt } ?? true))
        }
        return lines
    }

    private func host(_ world: ServerWorld) -> DebugSheet.Line {
        let state = world.server.state
        let excluded = state.excludedHosts.isEmpty ? "" : ", not \(state.excludedHosts.sorted().joined(separator: ", "))"
        let seen: String? =
            switch world.host {
            case nil: nil
            case .up: "up"
            case .down(let why): "down: \(why)"
            case .gone: "removed from the cloud"
            }
        return .init(
            "host", intent: world.server.forcedHost ?? world.server.pinnedZone.map { "any of zone \($0)" } ?? "any",
            decided: (state.host ?? "none yet") + excluded, observed: seen, agrees: world.host == nil || world.host == .up)
    }

    private func life(_ world: ServerWorld) -> DebugSheet.Line {
        let (server, domain) = (world.server, world.domain)
        let step = domain.map { $0.step.isEmpty ? "" : ": \($0.step) \($0.progress) %" } ?? ""
        let isMade = server.state.domainGeneration != nil
        return .init(
            "life", intent: server.deletedAt == nil ? "to exist" : "to be deleted",
            decided: "\(server.state.phase.rawValue) since \(server.state.phaseSince.iso8601(.seconds))",
            observed: domain.map { $0.state.rawValue + step } ?? (isMade ? "nothing was heard of it" : nil),
            agrees: server.deletedAt == nil && server.state.phase == .active && domain?.state == .ready)
    }

    private func power(_ world: ServerWorld) -> DebugSheet.Line {
        let server = world.server
        let isHalted = server.state.haltedGeneration == server.powerGeneration
        return .init(
            "power", intent: server.power.word,
            decided: isHalted ? "shut off: the guest itself went off" : server.wantedPower.word,
            observed: world.domain.map { ($0.power?.word ?? "unknown") + ($0.hasCrashed ? ", crashed" : "") },
            agrees: world.domain == nil || world.domain?.power == server.wantedPower)
    }

    private func generation(_ world: ServerWorld, _ item: ItemSight?) -> DebugSheet.Line {
        let (server, state) = (world.server, world.server.state)
        let made = state.domainGeneration.map { ", item at \($0)" } ?? ", no item"
        return .init(
            "generation", intent: "\(server.generation)", decided: "\(state.appliedGeneration)\(made)", observed: item?.seenText,
            agrees: state.appliedGeneration == server.generation && (item == nil || item?.verdict == .agrees))
    }

    // MARK: Parts

    private func addPorts(_ s: Snapshot, _ server: Server, _ world: ServerWorld, _ sheet: inout DebugSheet) throws {
        let ports = try ServerPorts.list(s, of: server.id)
        let plugged = world.domain?.plugged
        let wanted = Set(ports.filter { !$0.isLeaving }.map(\.portID.string))
        let leaving = ports.count - wanted.count
        sheet.lines.append(
            .init(
                "interfaces", intent: "\(wanted.count)" + (leaving > 0 ? ", \(leaving) to be unplugged" : ""),
                observed: plugged.map { "\($0.count) plugged" }, agrees: plugged.map { $0 == wanted } ?? true))
        for port in ports where try Ports.find(s, port.portID) != nil {
            sheet.parts.append(try PortDebug.sheet(s, port.portID))
        }
    }

    private func addWaits(_ story: ServerStory, _ sheet: inout DebugSheet) {
        let waiting = story.waiting(now: now)
        sheet.waits.append(.init(by: ServerReconciler.name, waiting.reason, until: waiting.until))
        sheet.add(agenda.lane(ServerReconciler.name, sheet.id))
    }
}
