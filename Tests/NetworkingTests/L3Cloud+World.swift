import AgentProtocol
import Core
import Reconcile
import Store
import SwiftProtobuf
import Testing

@testable import Fleet
@testable import Networking

/// What the API of this part does not make: networks, ports, hosts and what they say.
extension L3Cloud {
    /// A network with one subnet; external ones are wired to the provider network `physnet1`.
    func network(
        _ cidr: String, external: Bool = false, project: String = "demo", gateway: Bool = true
    ) async throws -> (Network, Subnet) {
        let now = time.now
        return try await store.write { tx in
            var wish = Network(projectID: ProjectID(project))
            wish.isExternal = external
            if external {
                wish.kind = .flat
                wish.physicalNetwork = "physnet1"
            }
            let network = try Networks.create(tx, wish, isShared: false, now: now)
            let range = try #require(CIDR(cidr))
            var subnet = Subnet(projectID: network.projectID, networkID: network.id, cidr: range)
            subnet.gateway = gateway ? IPAddress(range.family, range.first.value + 1) : nil
            subnet.isDHCPEnabled = !external
            let pool = AddressRange(
                IPAddress(range.family, range.first.value + 2), IPAddress(range.family, range.last.value - 1))
            subnet.pools = [try #require(pool)]
            return (try Networks.get(tx, network.id), try Subnets.create(tx, subnet, now: now))
        }
    }

    func port(
        on network: Network, project: String = "demo", device: String = "", address: String? = nil,
        groups: [SecurityGroupID]? = nil
    ) async throws -> Port {
        let now = time.now
        return try await store.write { tx in
            var wish = PortWish(networkID: network.id, projectID: ProjectID(project))
            wish.deviceID = device
            wish.deviceOwner = device.isEmpty ? "" : "compute:nova"
            wish.fixedIPs = address.map { [PortWish.Address(address: IPAddress($0))] }
            wish.securityGroups = groups
            return try Ports.create(tx, wish, now: now)
        }
    }

    func bind(_ port: PortID, to host: String) async throws {
        let now = time.now
        try await store.write { try Ports.bind($0, port, to: host, now: now) }
    }

    func unbind(_ port: PortID) async throws {
        let now = time.now
        try await store.write { try Ports.unbind($0, port, now: now) }
    }

    /// A host that is up and wired to `physnet1`.
    func host(_ name: String, endpoint: String = "192.0.2.1", wired: Bool = true) async throws {
        let now = time.now
        let facts = try Apus_Agent_V1_HostFacts.with {
            $0.tunnelAddress = endpoint
            $0.physicalNetworks = wired ? ["physnet1"] : []
        }.jsonString()
        try await store.write { tx in
            try Hosts.enrol(tx, name: name, roles: [.compute, .network], now: now)
            try tx.execute(
                """
                INSERT INTO fleet_session (host, epoch, connected_at, seen_at, version, address, boot_id, roles, facts)
                VALUES (\(name), 1, \(now), \(now), '1', 'ipv4:192.0.2.1:1', 'boot', '[]', \(facts))
                """)
        }
        try await phase(of: name, .up)
    }

    func phase(of host: String, _ phase: HostPhase.Phase) async throws {
        let now = time.now
        try await store.write { tx in
            try tx.execute(
                """
                INSERT INTO fleet_host_phase (host, phase, since, reason) VALUES (\(host), \(phase.rawValue), \(now), '')
                ON CONFLICT (host) DO UPDATE SET phase = excluded.phase, since = excluded.since
                """)
        }
    }

    /// What the host's agent would say of an item, at the generation that the set has now.
    func observe(_ host: String, _ id: String, _ state: Observed.State) async throws {
        let now = time.now
        try await store.write { tx in
            let generation = try DesiredSets.item(tx, set: SetName.host(host), id: id).map { Int64($0.generation) } ?? 0
            try tx.execute(
                """
                INSERT INTO fleet_observation (host, set_name, id, generation, state, observed_at)
                VALUES (\(host), \(SetName.host(host)), \(id), \(generation), \(state.rawValue), \(now))
                ON CONFLICT (host, set_name, id)
                DO UPDATE SET generation = excluded.generation, state = excluded.state
                """)
        }
    }

    // MARK: What was decided

    func items(_ set: String) async throws -> [String: SetItem] {
        try await store.read { try DesiredSets.items($0, set: set) }
    }

    func subscriptions(_ host: String) async throws -> [String] {
        try await store.read { Array(try DesiredSets.subscriptions($0, host: host).dropFirst()) }
    }

    /// Lets the reconcilers of routers decide until nothing is unsettled.
    func placeRouters() async throws {
        let reconciler = RouterReconciler(time: time)
        for _ in 0..<10 {
            let ids = try await store.read { try reconciler.unsettled($0) }
            var isDone = true
            for id in ids {
                guard let world = try await store.read({ try reconciler.load(id, $0) }) else { continue }
                guard case .commit(let change) = reconciler.decide(world, now: time.now) else { continue }
                isDone = false
                _ = try await store.write { try reconciler.commit(change, of: id, in: world, $0) }
            }
            if isDone { return }
        }
        Issue.record("the routers do not come to rest")
    }
}
