import Core
import HTTPTypes
import Store
import Web

/// Lock and unlock: a locked server is its owner's to change only after unlocking it.
struct LockActions: Sendable {
    let store: Store

    var all: [ServerAction] {
        [
            ServerAction("lock", "os_compute_api:os-lock-server:lock", lock),
            ServerAction("unlock", "os_compute_api:os-lock-server:unlock", unlock),
        ]
    }

    private func lock(_ call: ServerAction.Call) async throws -> Reply {
        var reason: String?
        if call.context.minor >= 73, !call.value.isNull {
            let input = try Input.root(call.body, "lock")
            try input.allow(["locked_reason"])
            reason = try input.optional("locked_reason")?.text(1...255)
        }
        try await store.write { [reason] tx in
            var server = try Servers.get(tx, call.id)
            let isOwner = server.projectID == call.actor.projectID
            // An administrator's lock stays an administrator's.
            if server.lockedBy != nil, isOwner { return }
            server.lockedBy = isOwner ? "owner" : "admin"
            server.lockedReason = reason
            try Self.record(tx, server, "lock", call.actor)
        }
        return .empty(.accepted)
    }

    private func unlock(_ call: ServerAction.Call) async throws -> Reply {
        let server = try await store.read { try Servers.get($0, call.id) }
        if server.lockedBy == "admin" {
            try call.context.authorize("os_compute_api:os-lock-server:unlock:unlock_override", server.policyTarget)
        }
        try await store.write { tx in
            var server = try Servers.get(tx, call.id)
            server.lockedBy = nil
            server.lockedReason = nil
            try Self.record(tx, server, "unlock", call.actor)
        }
        return .empty(.accepted)
    }

    private static func record(_ tx: Transaction, _ server: Server, _ action: String, _ actor: Actor) throws {
        try ServerRow.update(tx, server)
        // Intent stays that of the request which last asked the host for something.
        var server = server
        server.requestID = actor.requestID
        try Actions.record(tx, server, action, by: actor.userID, project: actor.projectID, now: actor.now)
    }
}
