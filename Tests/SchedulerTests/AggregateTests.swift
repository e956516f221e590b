import Core
import Store
import Testing

@testable import Scheduler

/// Host aggregates and availability zones.
struct AggregateTests {
    @Test func life() async throws {
        try await TestCloud.run { cloud in
            let now = cloud.now
            try await cloud.host("node1")
            try await cloud.host("node2")
            let made = try await cloud.store.write { tx in
                let aggregate = try Aggregates.create(tx, name: "racks", availabilityZone: "west", now: now)
                _ = try Aggregates.addHost(tx, aggregate.id, host: "node1", now: now)
                return try Aggregates.setMetadata(tx, aggregate.id, ["ssd": "true", "gone": nil], now: now)
            }
            #expect(made.id == 1)
            #expect(made.hosts == ["node1"])
            #expect(made.metadata == ["ssd": "true", "availability_zone": "west"])
            let provider = try await cloud.providerID("node1")
            #expect(
                try await cloud.get("/resource_providers/\(provider)/aggregates").json["aggregates"] == [.string(made.uuid)])
            let zones = try await cloud.store.read { try AvailabilityZones.list($0) }
            #expect(zones.map { "\($0.name) \($0.hosts.map(\.name))" } == [#"nova ["node2"]"#, #"west ["node1"]"#])
            #expect(try await cloud.store.read { try AvailabilityZones.zone(of: "node1", $0) } == "west")
            for zone in ["west", "nova", "east"] {
                let exists = try await cloud.store.read { try AvailabilityZones.exists(zone, $0) }
                #expect(exists == zones.contains { $0.name == zone }, "\(zone)")
            }
        }
    }

    @Test func refusals() async throws {
        try await TestCloud.run { cloud in
            let now = cloud.now
            try await cloud.host("node1")
            let (west, east) = try await cloud.store.write { tx in
                let west = try Aggregates.create(tx, name: "west", availabilityZone: "west", now: now)
                _ = try Aggregates.addHost(tx, west.id, host: "node1", now: now)
                return (west.id, try Aggregates.create(tx, name: "east", availabilityZone: "east", now: now).id)
            }
            func refused(_ kind: Fault.Kind, _ words: String, _ body: @escaping @Sendable (Transaction) throws -> Void) async {
                do {
                    try await cloud.store.write { try body($0) }
                    Issue.record("was allowed: \(words)")
                } catch let fault as Fault {
                    #expect(fault.kind == kind)
                    #expect(fault.message.contains(words), "\(fault.message)")
                } catch {
                    Issue.record(error)
                }
            }
            await refused(.conflict, "already exists") {
                _ = try Aggregates.create($0, name: "west", availabilityZone: nil, now: now)
            }
            await refused(.notFound, "Aggregate 9 could not be found") { _ = try Aggregates.get($0, 9) }
            await refused(.conflict, "already has host") { _ = try Aggregates.addHost($0, west, host: "node1", now: now) }
            await refused(.conflict, "already in availability zone(s) ['west']") {
                _ = try Aggregates.addHost($0, east, host: "node1", now: now)
            }
            await refused(.notFound, "could not be found") { _ = try Aggregates.addHost($0, east, host: "nobody", now: now) }
            await refused(.notFound, "has no host") { _ = try Aggregates.removeHost($0, east, host: "node1", now: now) }
            await refused(.badRequest, "not empty") { try Aggregates.delete($0, west) }
            await refused(.badRequest, "colon") {
                _ = try Aggregates.update($0, east, name: nil, availabilityZone: "a:b", now: now)
            }
            #expect(try await cloud.claim(.server(), on: "node1"))
            await refused(.badRequest, "contain instances") {
                _ = try Aggregates.setMetadata($0, west, ["availability_zone": "south"], now: now)
            }
            await refused(.notFound, "Compute host nobody could not be found.") {
                try ComputeHosts.setEnabled($0, "nobody", false, now: now)
            }
        }
    }
}
