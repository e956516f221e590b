import Core
import HTTPTypes
import Image
import Store
import Web

/// `changePassword` (Compute API, "Change administrative password"): only a guest with QEMU's agent can do it, and only an image
/// says whether it has one.
struct PasswordAction: Sendable {
    let store: Store

    var all: [ServerAction] { [ServerAction("changePassword", "os_compute_api:os-admin-password", change)] }

    private func change(_ call: ServerAction.Call) async throws -> Reply {
        let input = try Input.root(call.body, "changePassword")
        try input.allow(["adminPass"])
        _ = try input.member("adminPass").text(0...Int.max)
        let hasAgent = try await store.read { s in
            let server = try Servers.get(s, call.id)
            try server.refuseLocked(for: call.actor)
            try server.require("changePassword", in: ["active"])
            return try Self.hasAgent(s, server)
        }
        guard hasAgent else {
            throw Refusal.conflict(
                "QEMU guest agent is not enabled",
                hint: "Boot from an image that has the agent, and says so by its property hw_qemu_guest_agent=yes.")
        }
        throw Refusal.notYet("Changing the password of a guest")
    }

    private static func hasAgent(_ s: Snapshot, _ server: Server) throws -> Bool {
        guard let id = server.imageID, let image = try Images.find(s, ImageID(id)) else { return false }
        return ["yes", "true", "1", "on"].contains(image.properties["hw_qemu_guest_agent"]?.lowercased())
    }
}
