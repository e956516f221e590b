import Core
import HTTPTypes
import Networking
import Store
import Web

/// `/servers/{server_id}/os-interface` (Compute API, "Port interfaces"): ports plugged in and out while the server runs.
struct ServerInterfaceRoutes: Sendable {
    let store: Store
    private static let root = "/v2.1/servers/{server_id}/os-interface"
    private static let one = root + "/{port_id}"

    var table: [Route] {
        [
            route(.get, Self.root, "list", list), route(.post, Self.root, "create", attach),
            route(.get, Self.one, "show", show), route(.delete, Self.one, "delete", detach),
        ]
    }

    private func route(
        _ method: HTTPRequest.Method, _ path: String, _ rule: String, _ handler: @escaping Route.Handler
    ) -> Route {
        Route(
            method, path, policy: .rule("os_compute_api:os-attach-interfaces:\(rule)"), target: Targets(store: store).server,
            handler: handler)
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let id = ServerID(try context.parameter("server_id"))
        let interfaces = try await store.read { try ServerInterface.list($0, of: id) }
        return .json { w in
            w.object { w in
                w.field("interfaceAttachments") { w in
                    w.array(interfaces) { InterfaceWire.write(&$0, $1, context.minor) }
                }
            }
        }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let (id, port) = (ServerID(try context.parameter("server_id")), PortID(try context.parameter("port_id")))
        let found = try await store.read { try ServerInterface.list($0, of: id).first { $0.port.id == port } }
        guard let found else { throw Self.missing(id, port) }
        return Self.reply(found, context)
    }

    private func attach(_ context: RequestContext) async throws -> Reply {
        let id = ServerID(try context.parameter("server_id"))
        let wish = try InterfaceWire.wish(try await context.json(), minor: context.minor)
        let actor = try Actor(context)
        let interface = try await store.write { try ServerAttachment.attach($0, id, wish, by: actor) }
        return Self.reply(interface, context)
    }

    private func detach(_ context: RequestContext) async throws -> Reply {
        let (id, port) = (ServerID(try context.parameter("server_id")), PortID(try context.parameter("port_id")))
        let actor = try Actor(context)
        try await store.write { tx in
            guard try ServerAttachment.detach(tx, id, port, by: actor) else { throw Self.missing(id, port) }
        }
        return .empty(.accepted)
    }

    private static func missing(_ id: ServerID, _ port: PortID) -> Fault {
        Refusal.missing("Instance \(id) does not have a port with id \(port)")
    }

    private static func reply(_ interface: ServerInterface, _ context: RequestContext) -> Reply {
        .json { w in
            w.object { w in w.field("interfaceAttachment") { InterfaceWire.write(&$0, interface, context.minor) } }
        }
    }
}
