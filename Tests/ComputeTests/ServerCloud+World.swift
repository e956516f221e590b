import AgentProtocol
import Core
import Scheduler
import Store
import Testing

@testable import Compute
@testable import Fleet
@testable import Networking

// What is there before anybody asks: an image, flavors, a network.

extension ServerCloud {
    func furnish() async throws {
        let now = SystemTime().now
        try await store.write { tx in
            try tx.execute(
                """
                INSERT INTO image_image (id, name, status, visibility, owner, protected, hidden, disk_format, container_format, size,
                    virtual_size, hash_algo, hash_value, min_disk, min_ram, created_at, updated_at)
                VALUES (\(Self.image), 'guest', 'active', 'public', 'office', 0, 0, 'qcow2', 'bare', 1000, 1000000, 'sha512', 'abcd',
                    0, 64, \(now), \(now))
                """)
            for (id, memory) in [("tiny", 256), ("big", 65_536)] {
                try Flavors.create(
                    tx, Flavor(id: FlavorID(id), name: "m1.\(id)", vcpus: 1, memoryMiB: memory, rootGiB: 1), now: now)
            }
            _ = try Self.network(tx, "demo", "10.0.0.0/24", now: now)
        }
    }

    static func network(_ tx: Transaction, _ name: String, _ cidr: String, now: Timestamp) throws -> NetworkID {
        var wish = Network(projectID: ProjectID("demo"))
        wish.name = name
        let network = try Networks.create(tx, wish, isShared: false, now: now)
        let range = try #require(CIDR(cidr))
        var subnet = Subnet(projectID: network.projectID, networkID: network.id, cidr: range)
        subnet.gateway = IPAddress(range.family, range.first.value + 1)
        let pool = AddressRange(
            IPAddress(range.family, range.first.value + 2), IPAddress(range.family, range.last.value - 1))
        subnet.pools = [try #require(pool)]
        _ = try Subnets.create(tx, subnet, now: now)
        return network.id
    }

    /// A host that is up, with room for a few servers.
    func host(_ name: String, threads: UInt32 = 8, memoryMiB: UInt64 = 4096) async throws -> ServerHost {
        let now = SystemTime().now
        var facts = Apus_Agent_V1_HostFacts()
        facts.architecture = "x86_64"
        facts.cpuThreads = threads
        facts.memoryBytes = memoryMiB << 20
        facts.diskBytes = 100 << 30
        facts.hypervisor = "QEMU"
        facts.tunnelAddress = "192.0.2.1"
        let text = try ProtobufText.json(facts)
        try await store.write { tx in
            try Hosts.enrol(tx, name: name, roles: [.compute, .network], now: now)
            try tx.execute(
                """
                INSERT INTO fleet_session (host, epoch, connected_at, seen_at, version, address, boot_id, roles, facts)
                VALUES (\(name), 1, \(now), \(now), '1', 'ipv4:192.0.2.1:1', 'boot', '["compute", "network"]', \(text))
                """)
            try tx.execute(
                """
                INSERT INTO fleet_host_phase (host, phase, since, reason) VALUES (\(name), 'up', \(now), 'its agent is connected')
                """)
            tx.hint(.fleetHosts, name)
        }
        try await eventually("the scheduler knows \(name)") {
            try await store.read { s in
                let capacity = try ComputeHosts.find(s, name)?.capacity
                return capacity.map { $0.vcpus > 0 && $0.memoryMiB > 0 && $0.diskGiB > 0 } ?? false
            }
        }
        return ServerHost(name: name, store: store)
    }
}

extension ServerCloud {
    func demoNetwork() async throws -> String {
        try await store.read { try $0.value("SELECT id FROM network_network WHERE name = 'demo'") ?? "" }
    }
}
