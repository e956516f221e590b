import Core
import Reconcile
import Store
import Testing

@testable import Compute

/// Members of a server group that are placed at the same moment: what both were decided on is only true for the first.
struct GroupRaceTests {
    @Test(arguments: [("anti-affinity", false), ("affinity", true)])
    func theSecondOfTwoClaimsIsAskedForTheGroupAgain(_ policy: String, _ together: Bool) async throws {
        try await ServerCloud.run(places: false) { cloud in
            for name in ["node1", "node2"] { _ = try await cloud.host(name) }
            let made = try await cloud.post("/os-server-groups", ["server_group": ["name": "g", "policy": .string(policy)]])
            let group = try #require(made.json["server_group"]?["id"]?.string)
            let ids = try await [Self.create(cloud, "a", group), Self.create(cloud, "b", group), Self.create(cloud, "c", group)]
            let reconciler = ServerReconciler(time: SystemTime())
            let worlds = try await Self.worlds(cloud, reconciler, ids)
            let first = try await Self.place(cloud, reconciler, worlds[0])
            // The same view chooses the same host for the others; for an affinity group any other is made up.
            var second = worlds[1]
            if together, case .host(_, let zone, let summary, let explanation)? = second.placement {
                let other = first == "node1" ? "node2" : "node1"
                second.placement = .host(other, zone: zone, summary: summary, explanation: explanation)
            }
            #expect(try await Self.place(cloud, reconciler, second) == nil)
            let fresh = try await Self.worlds(cloud, reconciler, [ids[1]])
            let host = try await Self.place(cloud, reconciler, fresh[0])
            #expect(host != nil)
            #expect((host == first) == together)
            guard !together else { return }
            #expect(try await Self.place(cloud, reconciler, worlds[2]) == nil)
            let last = try await Self.worlds(cloud, reconciler, [ids[2]])
            guard case .nowhere? = last[0].placement else {
                Issue.record("a third member has found a host")
                return
            }
        }
    }

    private static func create(_ cloud: ServerCloud, _ name: String, _ group: String) async throws -> String {
        guard case .object(var wish) = ServerCloud.wish(name) else { return "" }
        wish["os:scheduler_hints"] = ["group": .string(group)]
        return try #require(try await cloud.post("/servers", .object(wish)).server["id"]?.string)
    }

    /// As they are in one snapshot.
    private static func worlds(
        _ cloud: ServerCloud, _ reconciler: ServerReconciler, _ ids: [String]
    ) async throws -> [ServerWorld] {
        try await cloud.store.read { s in try ids.compactMap { try reconciler.load($0, s) } }
    }

    /// The host that was claimed; nil where the claim was refused.
    private static func place(
        _ cloud: ServerCloud, _ reconciler: ServerReconciler, _ world: ServerWorld
    ) async throws -> String? {
        guard case .commit(let change) = reconciler.decide(world, now: SystemTime().now) else { return nil }
        let id = world.server.id.string
        return try await cloud.store.write { try reconciler.commit(change, of: id, in: world, $0) } ? change.state.host : nil
    }
}
