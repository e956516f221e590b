import AgentProtocol
import AgentRuntime
import Core
import GRPCCore
import Store
import SwiftProtobuf
import Testing

@testable import Fleet

/// A database that knows less than its agents do.
@Suite(.serialized) struct RestoreTests {
    @Test func numbersAreAboveAllThatAgentsHaveSeen() async throws {
        try await TestCloud.run { _, running in
            let first = try await running.put("s", item("a", 1))
            let second = try await running.put("s", item("b", 1))
            try await running.remove("s", "b")
            let now = SystemTime().now
            try await running.store.write { try Fleet.renumber($0, now: now) }
            let items = try await running.store.read { try DesiredSets.items($0, set: "s") }
            #expect(items.keys.sorted() == ["a"])
            #expect(Int64(items["a"]?.generation ?? 0) > max(now.microseconds, first, second))
            let (epoch, revision) = try await running.store.read {
                (try Numbering.epoch.current($0), try Numbering.revision.current($0))
            }
            #expect(epoch >= now.microseconds && revision > now.microseconds)
            // The same backup, a moment later: above what the first restore has given out.
            try await running.store.write { try $0.execute("UPDATE fleet_sequence SET value = 7") }
            try await running.store.write { try Fleet.renumber($0, now: now + .seconds(1)) }
            #expect(try await running.store.read { try Numbering.revision.current($0) } > revision)
        }
    }

    @Test func whoWasRenewedSinceTheBackupIsLetInAgain() async throws {
        try await TestCloud.run { cloud, running in
            let identity = try await cloud.enrol("node1", running)
            try await running.store.write { try $0.execute("DELETE FROM fleet_certificate") }
            let early = try cloud.agent(identity, running)
            early.start()
            #expect(try await early.refusal()?.message.hasPrefix("FLEET-CERTIFICATE-UNKNOWN") == true)
            try await running.store.write { try Fleet.renumber($0, now: SystemTime().now) }
            let agent = try cloud.agent(identity, running)
            agent.start()
            try await agent.connected()
            agent.stop()
            let link = try cloud.link(identity, running)
            #expect(try await link.metadata(.with { $0.path = "/" }).status == 404, "it is on record, and good for all calls")

            let revoked = try await cloud.enrol("node2", running)
            try await running.store.write { tx in
                try tx.execute("DELETE FROM fleet_certificate WHERE host = 'node2'")
            }
            _ = try await cloud.enrol("node2", running)
            let old = try cloud.agent(revoked, running)
            old.start()
            #expect(
                try await old.refusal()?.message.hasPrefix("FLEET-CERTIFICATE-UNKNOWN") == true,
                "the host has joined again since the restore")
        }
    }

    @Test func anAgentThatHasSeenMoreTakesTheRestoredSetOver() async throws {
        try await TestCloud.run { cloud, running in
            let identity = try await cloud.enrol("node1", running)
            let role = CountingRole()
            let agent = try cloud.realAgent(identity, running, roles: [role])
            let task = Task { try await agent.run() }
            try await eventually("connected") { running.fleet.sessions.count == 1 }
            try await running.put("host/node1", item("a", 1))
            try await eventually("a is made") { role.newest("a") == 1 }
            for number in 2...20 as ClosedRange<UInt32> { try await running.put("host/node1", item("a", number)) }
            try await eventually("a is at the newest") { role.newest("a") == 20 }
            // What a backup has of it: an older spec under an older number.
            try await running.store.write { tx in
                let old = try ItemSpec.text(of: item("a", 3))
                try tx.execute(
                    "UPDATE fleet_set_item SET generation = 3, revision = 3, spec = \(old), wire = NULL WHERE id = 'a'")
                try tx.execute("UPDATE fleet_sequence SET value = 3")
                try Fleet.renumber(tx, now: SystemTime().now)
            }
            await cloud.stop(running)
            let restored = try await cloud.start(port: running.port)
            try await eventually("what the backup says is made") { role.newest("a") == 3 }
            task.cancel()
            _ = await task.result
            await cloud.stop(restored)
        }
    }
}
