import Core
import HTTPTypes
import Store
import Web

/// `/v2.0/networks` (Network API v2.0, "Networks").
struct NetworkRoutes: Sendable {
    let store: Store

    static let collection = Collection(
        "networks", table: "network_network n", alias: "n",
        [
            "admin_state_up": .flag("n.admin_state_up"), "status": .text("'ACTIVE'"), "mtu": .number("n.mtu"),
            "shared": .flag(Sharing.isShared("n", with: nil)), "router:external": .flag("n.is_external"),
            "is_default": .flag("n.is_default"), "port_security_enabled": .flag("n.port_security_enabled"),
            "dns_domain": .text("n.dns_domain"), "provider:network_type": .text("n.network_type"),
            "provider:physical_network": .text("n.physical_network"),
            "provider:segmentation_id": .number("n.segmentation_id"), "qos_policy_id": .never,
            "ipv4_address_scope": .never, "ipv6_address_scope": .never, "availability_zone_hints": .never,
            "subnets": .condition { ids in
                "n.id IN (SELECT network_id FROM network_subnet WHERE id IN \(list: ids))"
            },
        ])

    var table: [Route] {
        let all = "/v2.0/networks"
        let one = all + "/{network_id}"
        return [
            Route(.get, all, policy: .rule("get_network"), target: RequestContext.ownProject, handler: list),
            Route(.post, all, policy: .rule("create_network"), target: newTarget, handler: create),
            Route(.get, one, policy: .rule("get_network"), target: target, handler: show),
            Route(.put, one, policy: .rule("update_network"), target: target, handler: update),
            Route(.delete, one, policy: .rule("delete_network"), target: target, handler: delete),
        ]
    }

    // MARK: Targets

    /// - Throws: a 404 fault for what the caller does not see, so that nobody learns what there is.
    private func target(_ context: RequestContext) async throws -> PolicyTarget {
        Self.target(try await view(context))
    }

    static func target(_ view: NetworkView) -> PolicyTarget {
        var target = PolicyTarget(owner: view.network.projectID)
        target["shared"] = .bool(view.isShared)
        target["router:external"] = .bool(view.network.isExternal)
        return target
    }

    private func newTarget(_ context: RequestContext) async throws -> PolicyTarget {
        let body = try AttributeReader.several(try await context.json(), "network", "networks")
        return PolicyTarget(owner: try body.items.first?.project(context.caller?.projectID))
    }

    private func view(_ context: RequestContext) async throws -> NetworkView {
        let id: NetworkID = try context.id("network_id")
        let viewer = try context.viewer()
        guard let view = try await store.read({ try NetworkView.find($0, id, viewer: viewer) }) else {
            throw NetworkRefusal.network(id)
        }
        return view
    }

    // MARK: Handlers

    private func list(_ context: RequestContext) async throws -> Reply {
        let request = try ListRequest(context.query, Self.collection)
        let viewer = try context.viewer()
        let views = try await store.read { s in
            try NetworkView.read(
                s, viewer: viewer, where: try request.allConditions(s), tail: request.tail,
                needsSubnets: request.fields.has("subnets"))
        }
        let isProviderShown = Self.isProviderShown(context)
        return request.reply(request.ordered(views), context, id: \.network.id.string) { w, view in
            NetworkWire.write(&w, view, request.fields, isProviderShown: isProviderShown)
        }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        reply(try await view(context), context)
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let body = try AttributeReader.several(try await context.json(), "network", "networks")
        let wishes = try body.items.map { reader in
            let wish = try NetworkWire.new(reader, project: context.caller?.projectID)
            try authorize(reader, wish, context)
            return wish
        }
        let viewer = try context.viewer()
        let views = try await store.write { tx in
            try wishes.map { wish in
                let network = try Networks.create(tx, wish.network, isShared: wish.isShared, now: context.now)
                return try NetworkView.find(tx, network.id, viewer: viewer)
                    ?? NetworkView(network: network, isShared: wish.isShared)
            }
        }
        let isProviderShown = Self.isProviderShown(context)
        return .created("network", "networks", views, isBulk: body.isBulk) { w, view in
            NetworkWire.write(&w, view, .all, isProviderShown: isProviderShown)
        }
    }

    private func authorize(
        _ reader: AttributeReader, _ wish: (network: Network, isShared: Bool), _ context: RequestContext
    ) throws {
        let target = PolicyTarget(owner: wish.network.projectID)
        try context.authorize("create_network", target)
        let plain = [
            wish.isShared ? nil : "shared", wish.network.isExternal ? nil : "router:external",
            wish.network.isDefault ? nil : "is_default", wish.network.isPortSecurityEnabled ? "port_security_enabled" : nil,
        ]
        for name in NetworkWire.ruled where reader.has(name) && !reader.isNull(name) && !plain.contains(name) {
            try context.authorize("create_network:\(name)", target)
        }
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: NetworkID = try context.id("network_id")
        let reader = try AttributeReader.one(try await context.json(), "network")
        if reader.members.keys.contains(where: { $0.hasPrefix("provider:") }) {
            throw NetworkRefusal.invalid("Plugin does not support updating the following provider network attributes")
        }
        try reader.checkChange(NetworkWire.updatable, shown: NetworkWire.shown)
        let change = try NetworkWire.change(reader)
        let isShared = try reader.bool("shared")
        let viewer = try context.viewer()
        let target = Self.target(try await view(context))
        for name in NetworkWire.ruled where reader.has(name) { try context.authorize("update_network:\(name)", target) }
        let view = try await store.write { tx in
            try context.checkRevision(try Networks.get(tx, id).revision)
            _ = try Networks.update(tx, id, isShared: isShared, now: context.now, change)
            return try NetworkView.find(tx, id, viewer: viewer)
        }
        guard let view else { throw NetworkRefusal.network(id) }
        return reply(view, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: NetworkID = try context.id("network_id")
        try await store.write { tx in
            try context.checkRevision(try Networks.get(tx, id).revision)
            try Networks.delete(tx, id, now: context.now)
        }
        return .empty()
    }

    private func reply(_ view: NetworkView, _ context: RequestContext) -> Reply {
        let isProviderShown = Self.isProviderShown(context)
        let fields = Fields(context.query)
        return .one("network") { NetworkWire.write(&$0, view, fields, isProviderShown: isProviderShown) }
    }

    private static func isProviderShown(_ context: RequestContext) -> Bool {
        context.allows("get_network:provider:network_type", [:])
    }
}
