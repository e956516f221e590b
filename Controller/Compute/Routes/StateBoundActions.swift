import Core
import HTTPTypes
import Store
import Web

/// Actions that end a state which no server of this cloud is ever in, because what begins it is not there yet: they are refused as
/// for any server that is not in it.
struct StateBoundActions: Sendable {
    let store: Store

    var all: [ServerAction] {
        [
            action("confirmResize", "servers:confirm_resize", needs: "resized"),
            action("revertResize", "servers:revert_resize", needs: "resized"),
            action("unrescue", "os-unrescue", needs: "rescued"),
            action("unshelve", "os-shelve:unshelve", needs: "shelved"),
            action("shelveOffload", "os-shelve:shelve_offload", needs: "shelved"),
            action("restore", "os-deferred-delete:restore", needs: "soft-delete"),
        ]
    }

    private func action(_ name: String, _ rule: String, needs state: String) -> ServerAction {
        ServerAction(name, "os_compute_api:\(rule)") { [store] call in
            let server = try await store.read { try Servers.get($0, call.id) }
            try server.refuseLocked(for: call.actor)
            try server.require(name, in: [state])
            return .empty(.accepted)
        }
    }
}
