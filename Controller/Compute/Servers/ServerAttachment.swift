import Core
import Networking
import Store

/// Plugging ports in and out. The port is made or marked here; the host follows.
enum ServerAttachment {
    private static let states: Set<String> = ["active", "paused", "stopped"]

    /// - Throws: 404; 400 for a network or port that cannot be had; 409 for a server in another state.
    static func attach(
        _ tx: Transaction, _ id: ServerID, _ wish: ServerWish.Interface, by actor: Actor
    ) throws -> ServerInterface {
        var port: Port?
        let server = try ServerIntent.change(tx, id, "attach_interface", by: actor) { server in
            try server.require("attach_interface", in: states)
            for interface in try interfaces(tx, wish, server, actor) {
                port = try ServerPorts.add(tx, interface, to: server, groups: nil, isAdmin: actor.isAdmin, now: actor.now)
            }
            server.generation += 1
        }
        guard let port else { throw Refusal.invalid("No network or port to attach.") }
        try Events.record(tx, server, .interface, "port \(port.id) asked for", now: actor.now)
        return ServerInterface(port: port, tag: wish.tag)
    }

    private static func interfaces(
        _ tx: Transaction, _ wish: ServerWish.Interface, _ server: Server, _ actor: Actor
    ) throws -> [ServerWish.Interface] {
        let networks: ServerWish.Networks = wish.portID == nil && wish.networkID == nil ? .auto : .these([wish])
        var found = try ServerInterfaces.choose(tx, networks, project: server.projectID, isAdmin: actor.isAdmin)
        for index in found.indices {
            found[index].fixedIP = wish.fixedIP
            found[index].tag = wish.tag
        }
        return found
    }

    /// - Returns: false where the server has no such port.
    static func detach(_ tx: Transaction, _ id: ServerID, _ port: PortID, by actor: Actor) throws -> Bool {
        guard try ServerPorts.list(tx, of: id).contains(where: { $0.portID == port && !$0.isLeaving }) else { return false }
        try ServerIntent.change(tx, id, "detach_interface", by: actor) { server in
            try server.require("detach_interface", in: states)
            try tx.execute("UPDATE compute_server_port SET leaving = 1 WHERE port_id = \(port)")
            server.generation += 1
        }
        return true
    }
}
