import Core
import HTTPTypes
import Store
import Web

/// `/v2.0/floatingips` (Network API v2.0, "Floating IPs").
struct FloatingIPTable: Sendable {
    let store: Store

    private static let collection = Collection(
        "floatingips", table: FloatingIPView.table, alias: "f",
        [
            "floating_network_id": .text("f.network_id"), "floating_ip_address": .text("f.address"),
            "fixed_ip_address": .text("f.fixed_address"), "port_id": .text("f.port_id"), "router_id": .text("f.router_id"),
            "status": .text(FloatingIPView.status), "dns_name": .text("f.dns_name"), "dns_domain": .text("f.dns_domain"),
            "name": .never,
        ])

    var table: [Route] {
        let one = "/v2.0/floatingips/{floatingip_id}"
        return [
            Route(.get, "/v2.0/floatingips", policy: .rule("get_floatingip"), target: RequestContext.ownProject, handler: list),
            Route(.post, "/v2.0/floatingips", policy: .rule("create_floatingip"), target: newTarget, handler: create),
            Route(.get, one, policy: .rule("get_floatingip"), target: target, handler: show),
            Route(.put, one, policy: .rule("update_floatingip"), target: target, handler: update),
            Route(.delete, one, policy: .rule("delete_floatingip"), target: target, handler: delete),
        ]
    }

    // MARK: Targets

    private func newTarget(_ context: RequestContext) async throws -> PolicyTarget {
        let reader = try FloatingIPWire.read(try await context.json())
        return PolicyTarget(owner: try reader.project(context.caller?.projectID))
    }

    /// - Throws: a 404 fault for what the caller does not see, so that nobody learns what there is.
    private func target(_ context: RequestContext) async throws -> PolicyTarget {
        PolicyTarget(owner: try await find(context).floatingIP.projectID)
    }

    private func find(_ context: RequestContext) async throws -> FloatingIPView {
        let id: FloatingIPID = try context.id("floatingip_id")
        let viewer = try context.viewer()
        return try await store.read { try FloatingIPView.get($0, id, viewer: viewer) }
    }

    // MARK: Handlers

    private func list(_ context: RequestContext) async throws -> Reply {
        let request = try ListRequest(context.query, Self.collection)
        let viewer = try context.viewer()
        let views = try await store.read { s in
            try FloatingIPView.read(
                s, viewer: viewer, where: try request.allConditions(s), tail: request.tail,
                needsPort: request.fields.has("port_details"))
        }
        return request.reply(request.ordered(views), context, id: \.floatingIP.id.string) {
            FloatingIPWire.write(&$0, $1, request.fields)
        }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        reply(try await find(context), fields: Fields(context.query))
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let wish = try FloatingIPWire.new(
            try FloatingIPWire.read(try await context.json()), caller: context.caller?.projectID)
        if wish.address != nil {
            try context.authorize("create_floatingip:floating_ip_address", PolicyTarget(owner: wish.projectID))
        }
        let (isAdmin, now) = (context.isAdmin, context.now)
        let view = try await store.write { tx in
            let floatingIP = try FloatingIPs.create(tx, wish, isAdmin: isAdmin, now: now)
            return try FloatingIPView.get(tx, floatingIP.id, viewer: nil)
        }
        return reply(view, .created)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: FloatingIPID = try context.id("floatingip_id")
        let reader = try FloatingIPWire.read(try await context.json())
        let (isAdmin, now) = (context.isAdmin, context.now)
        let view = try await store.write { tx in
            let present = try FloatingIPs.get(tx, id)
            try context.checkRevision(present.revision)
            let change = try FloatingIPWire.change(reader, present: present.portID)
            _ = try FloatingIPs.update(
                tx, id, description: change.description, target: change.target, isAdmin: isAdmin, now: now)
            return try FloatingIPView.get(tx, id, viewer: nil)
        }
        return reply(view)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: FloatingIPID = try context.id("floatingip_id")
        let now = context.now
        try await store.write { tx in
            try context.checkRevision(try FloatingIPs.get(tx, id).revision)
            try FloatingIPs.delete(tx, id, now: now)
        }
        return .empty()
    }

    private func reply(_ view: FloatingIPView, _ status: HTTPResponse.Status = .ok, fields: Fields = .all) -> Reply {
        .one("floatingip", status) { FloatingIPWire.write(&$0, view, fields) }
    }
}
