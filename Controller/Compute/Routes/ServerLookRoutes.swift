import Core
import HTTPTypes
import Networking
import Store
import Web

/// What else can be seen of a server: its addresses, its security groups, and the password that its guest has told.
struct ServerLookRoutes: Sendable {
    let store: Store
    private static let server = "/v2.1/servers/{server_id}"

    var table: [Route] {
        [
            route(.get, "/ips", "ips:index", addresses), route(.get, "/ips/{network}", "ips:show", network),
            route(.get, "/os-server-password", "os-server-password:show", password),
            route(.delete, "/os-server-password", "os-server-password:clear", clearPassword),
            route(.get, "/os-security-groups", "os-security-groups:list", groups),
        ]
    }

    private func route(
        _ method: HTTPRequest.Method, _ path: String, _ rule: String, _ handler: @escaping Route.Handler
    ) -> Route {
        Route(
            method, Self.server + path, policy: .rule("os_compute_api:\(rule)"), target: Targets(store: store).server,
            handler: handler)
    }

    private func find(_ context: RequestContext) async throws -> [ServerNetworks.Address] {
        let id = ServerID(try context.parameter("server_id"))
        return try await store.read { try ServerNetworks.addresses($0, of: [id])[id] ?? [] }
    }

    private func addresses(_ context: RequestContext) async throws -> Reply {
        let all = try await find(context)
        return .json { w in w.object { w in w.field("addresses") { AddressWire.networks(all, &$0) } } }
    }

    private func network(_ context: RequestContext) async throws -> Reply {
        let name = try context.parameter("network")
        let all = try await find(context)
        guard all.contains(where: { $0.networkName == name }) else {
            throw Refusal.missing("Instance is not a member of specified network")
        }
        return .json { w in w.object { AddressWire.network(name, all, &$0) } }
    }

    private func password(_ context: RequestContext) async throws -> Reply {
        let id = ServerID(try context.parameter("server_id"))
        let password = try await store.read { try GuestPassword.find($0, id) } ?? ""
        return .json { w in w.object { $0.field("password", password) } }
    }

    private func clearPassword(_ context: RequestContext) async throws -> Reply {
        let id = ServerID(try context.parameter("server_id"))
        try await store.write { try GuestPassword.clear($0, id) }
        return .empty()
    }

    private func groups(_ context: RequestContext) async throws -> Reply {
        let id = ServerID(try context.parameter("server_id"))
        let groups = try await store.read { s in
            let ids = Set(try Ports.list(s, device: id.string).flatMap(\.securityGroupIDs)).sorted()
            return try SecurityGroupRoutes.views(s, ids.map { try SecurityGroups.find(s, $0) })
        }
        return .json { w in w.object { w in w.field("security_groups") { $0.array(groups) { SecurityGroupWire.write(&$0, $1) } } }
        }
    }
}
