import Core
import HTTPTypes
import Image
import Scheduler
import Store
import Web

/// `POST /scheduler/dry-run`: where would a server run, and why not elsewhere? Nothing is taken.
///
///     {"flavor": "m1.small", "image": "…", "availability_zone": "nova", "host": "node1"}
struct DryRunRoutes: Sendable {
    let store: Store

    var table: [Route] {
        [Route(.post, "/scheduler/dry-run", policy: .rule("apus:scheduler:dry_run"), target: Targets.caller, handler: run)]
    }

    private func run(_ context: RequestContext) async throws -> Reply {
        let body = try await context.json()
        try Input(body.json).allow(["flavor", "image", "availability_zone", "host"])
        let name = try body.string("flavor")
        let image = try body.optionalString("image")
        let zone = try body.optionalString("availability_zone")
        let host = try body.optionalString("host")
        let caller = try context.requireCaller()
        let explanation = try await store.read { s in
            let flavor = try Self.flavor(s, name)
            var request = PlacementRequest(
                consumer: UUIDText.random(dashed: true), projectID: caller.projectID ?? ProjectID(""), userID: caller.userID,
                resources: flavor.resources)
            request.extraSpecs = flavor.extraSpecs
            request.availabilityZone = zone
            request.forcedHost = host
            if let image { request.imageProperties = try Images.find(s, ImageID(image))?.properties ?? [:] }
            return try Scheduler.choose(s, request).explanation
        }
        return .json { w in w.object { explanation.write(to: &$0, isWhole: true) } }
    }

    /// By id or name.
    private static func flavor(_ s: Snapshot, _ text: String) throws -> Flavor {
        let viewer = Flavors.Viewer(projectID: nil, isAdmin: true)
        if let flavor = try Flavors.find(s, FlavorID(text)) { return flavor }
        let all = try Flavors.list(s, Flavors.Filter(isPublic: nil), for: viewer)
        guard let flavor = all.first(where: { $0.name == text }) else { throw Refusal.flavor(text) }
        return flavor
    }
}
