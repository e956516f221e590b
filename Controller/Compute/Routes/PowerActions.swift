import Core
import HTTPTypes
import Store
import Web

/// Start, stop, pause, suspend, reboot, and their opposites.
struct PowerActions: Sendable {
    let store: Store

    var all: [ServerAction] {
        [
            power("os-start", .start, "servers:start"), power("os-stop", .stop, "servers:stop"),
            power("pause", .pause, "os-pause-server:pause"), power("unpause", .unpause, "os-pause-server:unpause"),
            power("suspend", .suspend, "os-suspend-server:suspend"), power("resume", .resume, "os-suspend-server:resume"),
            ServerAction("reboot", "os_compute_api:servers:reboot", reboot),
            ServerAction("os-resetState", "os_compute_api:os-admin-actions:reset_state", resetState),
            ServerAction("forceDelete", "os_compute_api:os-deferred-delete:force", forceDelete),
        ]
    }

    private func power(_ name: String, _ power: ServerPower, _ rule: String) -> ServerAction {
        ServerAction(name, "os_compute_api:\(rule)") { [store] call in
            try await store.write { try power.apply($0, call.id, by: call.actor) }
            return .empty(.accepted)
        }
    }

    private func reboot(_ call: ServerAction.Call) async throws -> Reply {
        let input = try Input.root(call.body, "reboot")
        try input.allow(["type"])
        let words = ["HARD", "Hard", "hard", "SOFT", "Soft", "soft"]
        let isHard = try input.member("type").word(of: words).lowercased() == "hard"
        try await store.write { try ServerReboot.apply($0, call.id, isHard: isHard, by: call.actor) }
        return .empty(.accepted)
    }

    private func resetState(_ call: ServerAction.Call) async throws -> Reply {
        let input = try Input.root(call.body, "os-resetState")
        try input.allow(["state"])
        let isError = try input.member("state").word(of: ["active", "error"]) == "error"
        try await store.write { try ServerReset.apply($0, call.id, toError: isError, by: call.actor) }
        return .empty(.accepted)
    }

    private func forceDelete(_ call: ServerAction.Call) async throws -> Reply {
        try await store.write { try ServerDeletion.ask($0, call.id, by: call.actor, action: "delete") }
        return .empty()
    }
}
