import Core
import HTTPTypes
import Store
import Web

/// Rebuild: answers with the server as it will be, and a password that is told only now.
struct RebuildAction: Sendable {
    let store: Store

    var all: [ServerAction] { [ServerAction("rebuild", "os_compute_api:servers:rebuild", rebuild)] }

    private func rebuild(_ call: ServerAction.Call) async throws -> Reply {
        let (context, minor) = (call.context, call.context.minor)
        let rebuild = try ServerRebuildWire.read(call.body, minor: minor)
        try await store.write { try rebuild.apply($0, call.id, by: call.actor) }
        let server = try await store.read { try Servers.get($0, call.id) }
        var parts = ServerView.Parts.changed(minor)
        parts.keyName = minor >= 54
        parts.userData = false
        var view = ServerView(context, parts, target: server.policyTarget)
        let withHostStatus = view.showsHostStatus
        let detail = try await store.read { try ServerDetail.load($0, [server], withHostStatus: withHostStatus)[0] }
        let headers: HTTPFields = [.location: "\(context.base)/v2.1/servers/\(call.id)"]
        return .json(.accepted, headers: headers) { w in
            w.object { w in
                w.field("server") { w in
                    ServerWire.write(&w, detail, &view) { w in
                        w.field("adminPass", rebuild.adminPass ?? AdminPassword.random())
                        if minor >= 57 { w.field("user_data", server.userData) }
                    }
                }
            }
        }
    }
}
