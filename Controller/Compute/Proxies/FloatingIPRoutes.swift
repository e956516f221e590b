import Core
import HTTPTypes
import Networking
import Store
import Web

/// `/os-floating-ips` and `/os-floating-ip-pools` (Compute API, up to 2.35): the network service's floating IPs, and its external
/// networks as the pools that they come from.
struct FloatingIPRoutes: Sendable {
    let store: Store
    private static let last = Microversion(2, 35)
    private static let one = "/v2.1/os-floating-ips/{floating_ip_id}"

    private struct View: Sendable {
        let floatingIP: FloatingIP
        let pool: String
        let server: String?
    }

    var table: [Route] {
        func route(_ method: HTTPRequest.Method, _ path: String, _ rule: String, _ handler: @escaping Route.Handler) -> Route {
            Route(
                method, path, policy: .rule("os_compute_api:os-floating-ips:\(rule)"), target: Targets.caller, until: Self.last,
                handler: handler)
        }
        return [
            route(.get, "/v2.1/os-floating-ips", "list", list), route(.get, Self.one, "show", show),
            route(.post, "/v2.1/os-floating-ips", "create", create), route(.delete, Self.one, "delete", delete),
            Route(
                .get, "/v2.1/os-floating-ip-pools", policy: .rule("os_compute_api:os-floating-ip-pools"), until: Self.last,
                handler: pools),
        ]
    }

    private static func project(_ context: RequestContext) throws -> ProjectID {
        try context.requireCaller().projectID ?? ProjectID("")
    }

    private static func view(_ s: Snapshot, _ floatingIP: FloatingIP) throws -> View {
        View(
            floatingIP: floatingIP, pool: try Networks.find(s, floatingIP.networkID)?.name ?? floatingIP.networkID.string,
            server: try floatingIP.portID.flatMap { try Ports.find(s, $0)?.deviceID })
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let project = try Self.project(context)
        let views = try await store.read { s in try FloatingIPs.list(s, project: project).map { try Self.view(s, $0) } }
        return .json { w in w.object { w in w.field("floating_ips") { w in w.array(views) { Self.write(&$0, $1) } } } }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let (id, project) = (try context.parameter("floating_ip_id"), try Self.project(context))
        return Self.reply(try await store.read { s in try Self.view(s, Self.find(s, id, project)) })
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let (project, now) = (try Self.project(context), context.now)
        let body = try await context.json()
        let pool = try Input(body.json).optional("pool").flatMap { $0.json.isNull ? nil : try $0.text() }
        let view = try await store.write { tx in
            let network = try Self.network(tx, pool, project)
            let made = try Self.translate(pool) { try FloatingIPs.allocate(tx, on: network.id, for: project, now: now) }
            return try Self.view(tx, made)
        }
        return Self.reply(view)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let (id, project, now) = (try context.parameter("floating_ip_id"), try Self.project(context), context.now)
        try await store.write { tx in try FloatingIPs.release(tx, Self.find(tx, id, project).id, now: now) }
        return .empty(.accepted)
    }

    private func pools(_ context: RequestContext) async throws -> Reply {
        let project = try Self.project(context)
        let names = try await store.read { try Networks.visible($0, to: project) }.filter(\.isExternal).map(\.name)
        return .json { w in
            w.object { w in
                w.field("floating_ip_pools") { w in w.array(names) { w, name in w.object { $0.field("name", name) } } }
            }
        }
    }

    // MARK: -

    private static func find(_ s: Snapshot, _ id: String, _ project: ProjectID) throws -> FloatingIP {
        guard let found = try FloatingIPs.find(s, FloatingIPID(id)), found.projectID == project else {
            throw Refusal.missing("Floating IP not found for ID \(id)")
        }
        return found
    }

    /// By name or id; where none is named, the default one, or the only one.
    private static func network(_ s: Snapshot, _ pool: String?, _ project: ProjectID) throws -> Network {
        let external = try Networks.visible(s, to: project).filter(\.isExternal)
        let named = pool.map { pool in external.first { $0.name == pool || $0.id.string == pool } }
        guard let network = named ?? external.first(where: \.isDefault) ?? external.first else {
            throw Refusal.missing("Floating IP pool not found.")
        }
        return network
    }

    private static func translate<T>(_ pool: String?, _ body: () throws -> T) throws -> T {
        let place = pool.map { " in pool \($0)" } ?? ""
        do {
            return try body()
        } catch let fault as Fault where fault.type == "OverQuota" {
            throw Refusal.forbidden("IP allocation over quota\(place).", hint: fault.hint)
        } catch let fault as Fault where fault.type == "IpAddressGenerationFailure" {
            throw Refusal.missing("No more floating IPs\(pool.map { " in pool \($0)." } ?? " available.")")
        }
    }

    private static func reply(_ view: View) -> Reply {
        .json { w in w.object { w in w.field("floating_ip") { write(&$0, view) } } }
    }

    private static func write(_ w: inout JSONWriter, _ view: View) {
        w.object { w in
            w.field("id", view.floatingIP.id.string)
            w.field("ip", view.floatingIP.address)
            w.field("fixed_ip", view.floatingIP.fixedAddress)
            w.field("instance_id", view.server)
            w.field("pool", view.pool)
        }
    }
}
