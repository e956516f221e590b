import Core
import HTTPTypes
import Networking
import Store
import Web

/// Security groups of a server's ports, all at once: the actions of the old days, and what a server has.
struct SecurityGroupActions: Sendable {
    let store: Store

    var all: [ServerAction] {
        [
            ServerAction("addSecurityGroup", "os_compute_api:os-security-groups:add") { try await change($0, isAdding: true) },
            ServerAction("removeSecurityGroup", "os_compute_api:os-security-groups:remove") {
                try await change($0, isAdding: false)
            },
        ]
    }

    private func change(_ call: ServerAction.Call, isAdding: Bool) async throws -> Reply {
        let input = try Input.root(call.body, isAdding ? "addSecurityGroup" : "removeSecurityGroup")
        try input.allow(["name"])
        let name = try input.member("name").text(1...255)
        try await store.write { tx in
            let server = try Servers.get(tx, call.id)
            try server.refuseLocked(for: call.actor)
            guard let group = try SecurityGroups.find(tx, name, server.projectID)?.id else {
                throw Refusal.missing("Security group \(name) not found for project \(server.projectID).")
            }
            try Self.set(tx, server, group, isAdding: isAdding, name: name, now: call.actor.now)
        }
        return .empty(.accepted)
    }

    private static func set(
        _ tx: Transaction, _ server: Server, _ group: SecurityGroupID, isAdding: Bool, name: String, now: Timestamp
    ) throws {
        var isFound = false
        for port in try Ports.list(tx, device: server.id.string) where port.isPortSecurityEnabled {
            var groups = port.securityGroupIDs.filter { $0 != group }
            isFound = isFound || groups.count != port.securityGroupIDs.count
            if isAdding { groups.append(group) }
            guard groups != port.securityGroupIDs else { continue }
            try Ports.setSecurityGroups(tx, port.id, groups, now: now)
        }
        guard isAdding || isFound else {
            throw Refusal.missing(
                "Security group \(name) not associated with the instance \(server.id)")
        }
    }
}
