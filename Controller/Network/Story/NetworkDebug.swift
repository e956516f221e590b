import AgentProtocol
import Core
import Fleet
import Reconcile
import Store

/// A network's three views: its row, the hosts and routers that were chosen to carry it, and what these say.
struct NetworkDebug {
    let time: any TimeSource
    let agenda: ReconcileAgenda
    let now: Timestamp

    /// - Throws: `Fault` 404 NetworkNotFound.
    func sheet(_ s: Snapshot, _ id: NetworkID) throws -> DebugSheet {
        let network = try Networks.get(s, id)
        let hosts = try NetworkItems.hosts(s, id)
        let set = SetName.network(id.string)
        var sheet = DebugSheet(
            kind: "network", id: id.string, name: network.name, status: network.isAdminUp ? "ACTIVE" : "DOWN",
            intent: .init("the API", "revision \(network.revision)", at: network.updatedAt),
            decided: .init("its ports' hosts", "set \(set)"),
            observed: .init("the agents of \(hosts.count) \(hosts.count == 1 ? "host" : "hosts")"))
        try describe(s, network, &sheet)
        for host in hosts { try describe(s, network, set, on: host, &sheet) }
        for router in try RouterItems.routers(s, on: id) { try describe(s, router, &sheet) }
        return sheet
    }

    private func describe(_ s: Snapshot, _ network: Network, _ sheet: inout DebugSheet) throws {
        let segment = network.segmentationID.map { " \($0)" } ?? network.physicalNetwork.map { " of \($0)" } ?? ""
        sheet.lines.append(.init("kind", intent: "\(network.kind.rawValue)\(segment), MTU \(network.mtu)"))
        let subnets = try Subnets.list(s, network: network.id)
        sheet.lines.append(
            .init("subnets", intent: subnets.isEmpty ? "none" : subnets.map(\.cidr.description).joined(separator: ", ")))
        let ports = try Ports.list(s, network: network.id)
        let bound = ports.count { $0.bindingHost != nil }
        let ready = ports.count { $0.bindingHost != nil && $0.status == .active }
        sheet.lines.append(
            .init(
                "ports", intent: "\(ports.count)", decided: "\(bound) on hosts", observed: "\(ready) active",
                agrees: ready == bound))
    }

    /// The network itself on a host, and how much of the others' places it knows.
    private func describe(_ s: Snapshot, _ network: Network, _ set: String, on host: String, _ sheet: inout DebugSheet) throws {
        if let item = try ItemSight.find(s, host: host, set: SetName.host(host), id: network.id.string) {
            sheet.add(item, as: "on \(host)", intent: try FleetHosts.find(s, host).map { "\($0.phase.rawValue)" } ?? "no host")
        } else {
            sheet.lines.append(.init("on \(host)", decided: "no item", agrees: false))
        }
        let peers = try ItemSight.all(s, host: host, set: set)
        let odd = peers.filter { $0.verdict != .agrees }
        sheet.lines.append(
            .init(
                "  peers", decided: "\(peers.count { $0.wanted != nil })", observed: "\(peers.count - odd.count) as wanted",
                agrees: odd.isEmpty))
        for peer in odd.prefix(5) { sheet.add(peer, as: "  " + peer.title) }
    }

    private func describe(_ s: Snapshot, _ id: RouterID, _ sheet: inout DebugSheet) throws {
        guard let router = try Routers.find(s, id) else { return }
        let what = "router \(router.name.isEmpty ? id.string : router.name)"
        let place = try RouterPlace.find(s, id)
        if let host = place?.host, let item = try ItemSight.find(s, host: host, set: SetName.host(host), id: id.string) {
            sheet.add(item, as: "\(what) on \(host)")
        } else {
            sheet.lines.append(.init(what, decided: "no host: \(place?.reason ?? "not looked at yet")", agrees: false))
        }
        let reconciler = RouterReconciler(time: time)
        if let world = try reconciler.load(id.string, s), case .wait(let until, let reason) = reconciler.decide(world, now: now) {
            sheet.waits.append(.init(by: RouterReconciler.name, reason, until: until))
        }
        sheet.add(agenda.lane(RouterReconciler.name, id.string))
    }
}
