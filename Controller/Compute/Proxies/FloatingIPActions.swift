import Core
import HTTPTypes
import Networking
import Store
import Web

/// `addFloatingIp` and `removeFloatingIp` (Compute API, up to 2.43).
struct FloatingIPActions: Sendable {
    let store: Store

    var all: [ServerAction] {
        [
            ServerAction("addFloatingIp", "os_compute_api:os-floating-ips:add", versions: 1...43, add),
            ServerAction("removeFloatingIp", "os_compute_api:os-floating-ips:remove", versions: 1...43, remove),
        ]
    }

    private func add(_ call: ServerAction.Call) async throws -> Reply {
        let input = try Input.root(call.body, "addFloatingIp")
        try input.allow(["address", "fixed_address"])
        let address = try input.member("address").text()
        let wanted = try input.optional("fixed_address")?.text()
        try await store.write { tx in
            let server = try Servers.get(tx, call.id)
            let target = try Self.target(tx, server, wanted)
            guard let found = try Self.find(tx, address, server) else { throw Refusal.missing("floating IP not found") }
            do {
                try FloatingIPs.point(tx, found.id, at: target, now: call.actor.now)
            } catch let fault as Fault where fault.kind != .forbidden {
                throw Refusal.invalid(
                    "Unable to associate floating IP \(address) to fixed IP \(target.address) for instance \(call.id). Error: "
                        + fault.message, hint: fault.hint)
            }
        }
        return .empty(.accepted)
    }

    private func remove(_ call: ServerAction.Call) async throws -> Reply {
        let input = try Input.root(call.body, "removeFloatingIp")
        try input.allow(["address"])
        let address = try input.member("address").text()
        try await store.write { tx in
            let server = try Servers.get(tx, call.id)
            guard let found = try Self.find(tx, address, server) else { throw Refusal.missing("floating IP not found") }
            let port = try found.portID.flatMap { try Ports.find(tx, $0) }
            guard port?.deviceID == server.id.string else {
                throw Refusal.conflict("Floating IP \(address) is not associated with instance \(server.id).")
            }
            try FloatingIPs.point(tx, found.id, at: nil, now: call.actor.now)
        }
        return .empty(.accepted)
    }

    private static func find(_ s: Snapshot, _ address: String, _ server: Server) throws -> FloatingIP? {
        try FloatingIPs.list(s, project: server.projectID).first { $0.address == address }
    }

    /// The address that was asked for, or else the server's first of IPv4.
    private static func target(_ s: Snapshot, _ server: Server, _ wanted: String?) throws -> (port: PortID, address: String) {
        let ports = try Ports.list(s, device: server.id.string)
        let addresses = ports.flatMap { port in port.fixedIPs.map { (port: port.id, address: $0.address) } }
        guard !addresses.isEmpty else { throw Refusal.invalid("No fixed IPs associated to instance") }
        if let wanted {
            guard let found = addresses.first(where: { $0.address == wanted }) else {
                throw Refusal.invalid("Specified fixed address not assigned to instance")
            }
            return found
        }
        guard let found = addresses.first(where: { IPAddress($0.address)?.family == .v4 }) else {
            throw Refusal.invalid(
                "Unable to associate floating IP to any fixed IPs for instance \(server.id). Instance has no fixed IPv4 "
                    + "addresses to associate.")
        }
        return found
    }
}
