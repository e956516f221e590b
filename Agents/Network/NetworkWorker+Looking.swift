import AgentProtocol
import AgentRuntime
import Logging
import Netlink

/// What is looked at between two passes, because others change it or it ends by itself.
extension NetworkWorker {
    /// Makes rules again that others have taken away.
    func lookAfterRules() async {
        await between {
            guard !(await self.filter.isIntact) else { return }
            self.seams.logger.error(
                "somebody has removed the tables of nftables; making them again",
                metadata: ["code": "NET-RULES-GONE", "remedy": "let other firewalls leave the tables apus_* alone"])
            var all = Wanted.Touched()
            all.networks = Set(self.wanted.networks.keys)
            all.ports = Set(self.wanted.ports.keys)
            all.groups = Set(self.wanted.groups.keys)
            await self.make(&all)
        }
    }

    /// Makes namespaces again that others have taken away, and starts again what has died by itself.
    func lookAfterServers() async {
        await between {
            await self.restoreNamespaces()
            await self.reviveServers()
        }
    }

    private func reviveServers() async {
        for id in outcomes.made.sorted() {
            guard let held = wanted.networks[id] else { continue }
            do { try await NetworkDHCP(seams: seams, id: id, spec: held.spec).revive() } catch {
                seams.logger.error("DHCP cannot be started again", metadata: ["network": "\(id)", "reason": "\(error)"])
            }
        }
        for (id, held) in wanted.routers where outcomes.routers[id] == nil && outcomes.missing(held.spec) == nil {
            do { try await RouterMaker(seams: seams).revive(id, held.spec) } catch {
                seams.logger.error(
                    "router advertisements cannot be started again", metadata: ["router": "\(id)", "reason": "\(error)"])
            }
        }
    }

    /// Tried at every look until it has worked: no item will be wished again because of it.
    private func restoreNamespaces() async {
        let before = lost
        lost.formUnion(await missingNamespaces())
        guard !lost.isEmpty else { return }
        for key in lost.subtracting(before).sorted(by: { $0.id < $1.id }) {
            seams.logger.error(
                "somebody has removed a network namespace; making it again",
                metadata: [
                    "code": "NET-NAMESPACE-GONE", "\(key.kind)": "\(key.id)",
                    "remedy": "leave the namespaces qdhcp-* and qrouter-* alone",
                ])
        }
        var touched = Wanted.Touched()
        touched.networks = Set(lost.filter { $0.kind == .network }.map(\.id))
        touched.routers = Set(lost.filter { $0.kind == .router }.map(\.id))
        await make(&touched)
        lost = lost.filter { key in
            key.kind == .network ? outcomes.networks[key.id] != nil : outcomes.routers[key.id] != nil
        }
    }

    /// Of networks and routers that have been made.
    private func missingNamespaces() async -> Set<Part> {
        let names = Set(await seams.kernel.namespaces())
        let networks = outcomes.made.filter { id in
            guard let held = wanted.networks[id], HardwareAddress(held.spec.serviceMac) != nil else { return false }
            return !names.contains(DeviceName.serviceNamespace(id))
        }
        let routers = wanted.routers.filter { id, held in
            outcomes.missing(held.spec) == nil && outcomes.routers[id] == nil
                && !names.contains(DeviceName.routerNamespace(id))
        }
        return Set(networks.map { Part(kind: .network, id: $0) } + routers.map { Part(kind: .router, id: $0.key) })
    }

    /// Between two passes; not at all while one runs, because that looks by itself.
    private func between(_ body: () async -> Void) async {
        guard hasBegun, !isWorking else { return }
        isWorking = true
        await body()
        await work()
    }
}
