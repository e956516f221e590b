import AgentProtocol
import Core
import Reconcile
import Store

/// A host's three views: its membership, its sets, and every item of them that is not as it should be.
struct HostDebug {
    /// Most items of a set that are named; all are counted.
    static let shown = 20

    let room: FleetRoom
    let agenda: ReconcileAgenda

    func sheet(_ s: Snapshot, _ name: String) throws -> DebugSheet {
        guard let view = try HostView.find(s, name: name) else { throw Hosts.unknown(name) }
        var sheet = DebugSheet(
            kind: "host", id: view.host.id.string, name: name, status: (view.phase?.phase ?? .joining).rawValue,
            intent: .init("the API", "generation \(view.host.generation)", at: view.host.createdAt),
            decided: .init(HostReconciler.name, at: view.phase?.since),
            observed: try .agent(of: name, s, observedAt: room.sessions.seenAt(host: name)))
        try describe(view, &sheet, s)
        for set in try DesiredSets.subscriptions(s, host: name) {
            Self.describe(set, try ItemSight.all(s, host: name, set: set), &sheet)
        }
        try addWaits(s, name, &sheet)
        sheet.problems += view.problems.map { problem in
            .init(code: problem.code, problem.message, hint: problem.hint.isEmpty ? nil : problem.hint)
        }
        return sheet
    }

    private func describe(_ view: HostView, _ sheet: inout DebugSheet, _ s: Snapshot) throws {
        let isWanted = view.host.deletedAt == nil
        let session = view.session
        let stands = session.map { room.sessions.isLive(host: view.host.name, epoch: $0.epoch) } ?? false
        let phase = view.phase?.phase ?? .joining
        sheet.lines.append(
            .init(
                "membership", intent: isWanted ? "a member" : "to be removed",
                decided: "\(phase.rawValue): \(view.phase?.reason ?? "not looked at yet")",
                observed: session == nil ? "never connected" : stands ? "connected" : "no session",
                agrees: isWanted ? phase == .up && stands : false))
        let roles: JSON? = try s.value("SELECT roles FROM fleet_session WHERE host = \(view.host.name)")
        let wanted = view.host.roles.map(\.rawValue)
        let seen = roles?.array?.compactMap(\.string)
        sheet.lines.append(
            .init(
                "roles", intent: wanted.joined(separator: ", "), observed: seen?.joined(separator: ", "),
                agrees: seen.map { Set($0).isSuperset(of: wanted) } ?? true))
        guard let session else { return }
        sheet.lines.append(.init("agent", observed: "version \(session.version), boot \(session.bootID.prefix(8))"))
    }

    /// How much of a set there is, and what of it is odd.
    static func describe(_ set: String, _ sights: [ItemSight], _ sheet: inout DebugSheet) {
        let odd = sights.filter { $0.verdict != .agrees }
        let wanted = sights.count { $0.wanted != nil }
        let words = Dictionary(grouping: odd, by: \.verdict).map { "\($1.count) \($0.rawValue)" }.sorted()
        let agreeing = "\(sights.count - odd.count) as wanted"
        sheet.lines.append(
            .init(
                "set \(set)", decided: "\(wanted) items", observed: ([agreeing] + words).joined(separator: ", "),
                agrees: odd.isEmpty))
        for sight in odd.prefix(shown) { sheet.add(sight, as: "  " + sight.title) }
    }

    private func addWaits(_ s: Snapshot, _ name: String, _ sheet: inout DebugSheet) throws {
        let reconciler = HostReconciler(fleet: room)
        if let world = try reconciler.load(name, s),
            case .wait(let until, let reason) = reconciler.decide(world, now: room.time.now)
        {
            sheet.waits.append(.init(by: HostReconciler.name, reason, until: until))
        }
        sheet.add(agenda.lane(HostReconciler.name, name))
    }
}
