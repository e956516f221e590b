import Core
import HTTPTypes
import Store
import Web

/// `/os-server-external-events` (Compute API, "Create external events"): what another service of the cloud has to say about
/// servers. Nothing here hangs on it: each server named is looked at again.
struct ExternalEventRoutes: Sendable {
    let store: Store

    private struct Happening: Sendable {
        let name: String
        let server: String
        let status: String?
        let tag: String?
    }

    var table: [Route] {
        [
            Route(
                .post, "/v2.1/os-server-external-events", policy: .rule("os_compute_api:os-server-external-events:create"),
                handler: create)
        ]
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let input = Input(try await context.json().json)
        try input.allow(["events"])
        let elements = try input.member("events").elements()
        guard !elements.isEmpty else { throw try input.member("events").refusal("[] should be non-empty") }
        let events = try elements.map { try Self.event($0, minor: context.minor) }
        let codes = try await store.write { tx in try events.map { try Self.take(tx, $0) } }
        let isWhole = codes.allSatisfy { $0 == 200 }
        return .json(isWhole ? .ok : .init(code: 207, reasonPhrase: "Multi-Status")) { w in
            w.object { w in
                w.field("events") { w in w.array(Array(zip(events, codes))) { Self.write(&$0, $1.0, $1.1) } }
            }
        }
    }

    private static func event(_ input: Input, minor: Int) throws -> Happening {
        guard input.json.object != nil else { throw input.wrongType("object") }
        try input.allow(["name", "server_uuid", "status", "tag"])
        var names = ["network-changed", "network-vif-plugged", "network-vif-unplugged", "network-vif-deleted"]
        let later = [
            (51, "volume-extended"), (76, "power-update"), (82, "accelerator-request-bound"), (93, "volume-reimaged"),
        ]
        for (since, name) in later where minor >= since { names.append(name) }
        return Happening(
            name: try input.member("name").word(of: names), server: try input.member("server_uuid").uuid(),
            status: try input.optional("status")?.word(of: ["failed", "completed", "in-progress"]),
            tag: try input.optional("tag")?.text(0...255))
    }

    /// - Returns: as upstream numbers it: 404 for no such server, 400 without the tag that is needed, 422 without a host.
    private static func take(_ tx: Transaction, _ event: Happening) throws -> Int {
        guard let server = try Servers.find(tx, ServerID(event.server)) else { return 404 }
        let needTags = ["volume-extended", "power-update", "accelerator-request-bound"]
        if needTags.contains(event.name), event.tag == nil { return 400 }
        guard server.state.host != nil else { return 422 }
        tx.hint(.computeServers, server.id.string)
        return 200
    }

    private static func write(_ w: inout JSONWriter, _ event: Happening, _ code: Int) {
        w.object { w in
            w.field("name", event.name)
            w.field("server_uuid", event.server)
            if let tag = event.tag { w.field("tag", tag) }
            w.field("status", code == 200 ? event.status ?? "completed" : "failed")
            w.field("code", code)
        }
    }
}
