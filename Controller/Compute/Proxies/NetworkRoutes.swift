import Core
import HTTPTypes
import Networking
import Store
import Web

/// `/os-networks` and `/os-tenant-networks` (Compute API, up to 2.35): which networks there are. Everything else that was known of
/// them here is the network service's, and null.
struct NetworkRoutes: Sendable {
    let store: Store
    private static let last = Microversion(2, 35)
    private static let fields = [
        "cidr", "netmask", "gateway", "broadcast", "dns1", "dns2", "cidr_v6", "gateway_v6", "netmask_v6",
    ]
    private static let fieldsForAdministrators = [
        "created_at", "updated_at", "deleted_at", "deleted", "injected", "bridge", "vlan", "vpn_public_address",
        "vpn_public_port", "vpn_private_address", "dhcp_start", "project_id", "host", "bridge_interface", "multi_host",
        "priority", "rxtx_base", "mtu", "dhcp_server", "enable_dhcp", "share_address",
    ]

    var table: [Route] {
        ["os-networks", "os-tenant-networks"].flatMap { name in
            [
                Route(
                    .get, "/v2.1/\(name)", policy: .rule("os_compute_api:\(name):list"), target: Targets.caller,
                    until: Self.last
                ) { try await list($0, isShort: name == "os-tenant-networks") },
                Route(
                    .get, "/v2.1/\(name)/{network_id}", policy: .rule("os_compute_api:\(name):show"), target: Targets.caller,
                    until: Self.last
                ) { try await show($0, isShort: name == "os-tenant-networks") },
            ]
        }
    }

    private func visible(_ context: RequestContext) async throws -> [Network] {
        let project = try context.requireCaller().projectID ?? ProjectID("")
        return try await store.read { try Networks.visible($0, to: project) }
    }

    private func list(_ context: RequestContext, isShort: Bool) async throws -> Reply {
        let networks = try await visible(context)
        return .json { w in
            w.object { w in
                w.field("networks") { w in w.array(networks) { Self.write(&$0, $1, isShort: isShort, context) } }
            }
        }
    }

    private func show(_ context: RequestContext, isShort: Bool) async throws -> Reply {
        let id = try context.parameter("network_id")
        guard let network = try await visible(context).first(where: { $0.id.string == id }) else {
            throw Refusal.missing("Network not found")
        }
        return .json { w in
            w.object { w in w.field("network") { Self.write(&$0, network, isShort: isShort, context) } }
        }
    }

    private static func write(_ w: inout JSONWriter, _ network: Network, isShort: Bool, _ context: RequestContext) {
        w.object { w in
            w.field("id", network.id.string)
            w.field("label", network.name)
            // Upstream writes the word, and clients check for it.
            if isShort { return w.field("cidr", "None") }
            for name in fields + (context.isAdmin ? fieldsForAdministrators : []) { w.field(name, String?.none) }
        }
    }
}
