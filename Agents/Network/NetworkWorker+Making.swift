import AgentProtocol
import Logging
import Netlink

/// The parts of a pass, in the order in which nothing is open for a moment.
extension NetworkWorker {
    func make(_ touched: inout Wanted.Touched) async {
        let maker = NetworkMaker(seams: seams, metadata: metadata)
        for id in touched.networks { outcomes.networks[id] = wanted.networks[id].map { maker.objection($0) } ?? nil }
        let possible = wanted.networks.filter { outcomes.networks[$0.key] == nil }
        let bridges = Dictionary(
            possible.map { ($0.key, maker.bridge($0.key, $0.value)) }, uniquingKeysWith: { first, _ in first })
        await makeRules(touched, bridges)
        await makeNetworks(&touched, bridges, maker)
        await makePeers(touched.peers)
        await makeLeases(touched.leases.subtracting(touched.networks), of: touched.ports)
        await makeRouters(touched.routers, bridges)
        do { try await filter.tidy() } catch {
            seams.logger.warning("empty tables stay", metadata: ["reason": "\(error)"])
        }
    }

    private func makeRules(_ touched: Wanted.Touched, _ bridges: [String: String]) async {
        let troubles = await filter.apply(wanted, touched, bridges: bridges)
        for id in touched.groups { PeerFiles(files: seams.files).write(wanted.groups[id]?.members ?? [:], of: id) }
        for id in touched.ports { outcomes.ports[id] = wanted.ports[id].flatMap { troubles[.port(tap: $0.spec.tap)] } }
        for id in touched.groups { outcomes.groups[id] = troubles[.group(id)] }
        for id in touched.networks {
            if let trouble = bridges[id].flatMap({ troubles[.network(bridge: $0)] }) { outcomes.networks[id] = trouble }
        }
    }

    private func makeNetworks(_ touched: inout Wanted.Touched, _ bridges: [String: String], _ maker: NetworkMaker) async {
        guard !touched.networks.isEmpty else { return }
        let providers = Set(wanted.networks.values.map(\.spec.physicalNetwork))
        do {
            let dump = try await seams.kernel.dump(seams.base, [])
            for id in touched.networks.sorted() {
                guard let held = wanted.networks[id] else {
                    await removeNetwork(id, dump, maker, used: providers)
                    continue
                }
                guard outcomes.networks[id] == nil else { continue }
                await makeNetwork(id, held, dump, maker)
                // Whoever has waited for it can go on.
                touched.routers.formUnion(routers(on: id))
            }
        } catch {
            for id in touched.networks where wanted.networks[id] != nil { outcomes.networks[id] = Trouble.of(error) }
        }
    }

    private func makeNetwork(_ id: String, _ held: Wanted.Held<NetworkSpec>, _ dump: NetworkDump, _ maker: NetworkMaker) async {
        do {
            if try await maker.makeLinks(id, held, dump) { forwarding[id] = [] }
            let kept = await filter.ports.subtracting(wanted.ports.keys)
            try await maker.makeService(id, held, wanted.ports(of: id), keeping: kept)
            outcomes.made.insert(id)
        } catch {
            outcomes.made.remove(id)
            outcomes.networks[id] = Trouble.of(error)
        }
    }

    private func removeNetwork(_ id: String, _ dump: NetworkDump, _ maker: NetworkMaker, used: Set<String>) async {
        let isHere = outcomes.made.contains(id) || dump.links.contains { Label($0.alias)?.id == id }
        guard isHere else { return }
        do {
            try await maker.remove(id, dump, used: used)
            outcomes.made.remove(id)
            forwarding[id] = nil
        } catch {
            outcomes.networks[id] = Trouble.of(error)
        }
    }

    private func routers(on network: String) -> [String] {
        wanted.routers.filter { _, held in
            (held.spec.interfaces + (held.spec.hasGateway ? [held.spec.gateway] : [])).contains { $0.networkID == network }
        }.map(\.key)
    }

    private func makePeers(_ networks: Set<String>) async {
        var changes: [NetlinkChange] = []
        var targets: [String: Set<ForwardingEntry>] = [:]
        guard let own = IPAddress(seams.settings.tunnelAddress) else { return }
        for id in networks.sorted() {
            let peers = wanted.peers[id] ?? [:]
            PeerFiles(files: seams.files).write(peers, of: id)
            guard wanted.networks[id]?.spec.kind == .vxlan, outcomes.made.contains(id) else { continue }
            let target = ForwardingPlan.entries(peers.values.map(\.spec), link: DeviceName.vxlan(id), own: own)
            changes += ForwardingPlan.changes(target, forwarding[id] ?? [])
            targets[id] = target
        }
        do {
            try await seams.change(changes, in: seams.base)
            for (id, target) in targets {
                forwarding[id] = target
                outcomes.peers[id] = nil
            }
        } catch {
            for id in targets.keys { outcomes.peers[id] = Trouble.of(error) }
        }
    }

    private func makeLeases(_ networks: Set<String>, of touched: Set<String>) async {
        for id in networks.sorted() {
            guard let held = wanted.networks[id], outcomes.made.contains(id) else { continue }
            let ports = touched.sorted().compactMap { port in
                wanted.ports[port].flatMap { $0.spec.networkID == id ? (id: port, spec: $0.spec) : nil }
            }
            do {
                try await NetworkDHCP(seams: seams, id: id, spec: held.spec).update(touched, ports)
                outcomes.leases[id] = nil
            } catch {
                outcomes.leases[id] = Trouble.of(error)
            }
        }
    }

    private func makeRouters(_ ids: Set<String>, _ bridges: [String: String]) async {
        guard !ids.isEmpty else { return }
        let maker = RouterMaker(seams: seams)
        do {
            let dump = try await seams.kernel.dump(seams.base, [])
            let names = Set(await seams.kernel.namespaces())
            for id in ids.sorted() {
                outcomes.routers[id] = await makeRouter(id, maker, bridges, dump, names)
            }
        } catch {
            for id in ids { outcomes.routers[id] = Trouble.of(error) }
        }
    }

    private func makeRouter(
        _ id: String, _ maker: RouterMaker, _ bridges: [String: String], _ dump: NetworkDump, _ names: Set<String>
    ) async -> Trouble? {
        do {
            if let held = wanted.routers[id] {
                guard outcomes.missing(held.spec) == nil else { return nil }
                try await maker.make(id, held, bridges: bridges, dump)
            } else if names.contains(DeviceName.routerNamespace(id)) {
                try await maker.remove(id, dump)
            }
            return nil
        } catch {
            return Trouble.of(error)
        }
    }
}
