import Core
import HTTPTypes
import Store
import Web

/// `/v2.0/subnets` (Network API v2.0, "Subnets").
struct SubnetRoutes: Sendable {
    let store: Store

    static let collection = Collection(
        "subnets", table: "network_subnet s", alias: "s",
        [
            "network_id": .text("s.network_id"), "ip_version": .number("s.ip_version"), "cidr": .text("s.cidr"),
            "gateway_ip": .text("s.gateway_ip"), "enable_dhcp": .flag("s.enable_dhcp"),
            "ipv6_ra_mode": .text("s.ipv6_ra_mode"), "ipv6_address_mode": .text("s.ipv6_address_mode"),
            "subnetpool_id": .text("s.subnetpool_id"), "dns_publish_fixed_ip": .flag("s.dns_publish_fixed_ip"),
            "segment_id": .never,
            "shared": .flag(
                """
                (SELECT \(Sharing.isShared("n", with: nil)) FROM network_network n WHERE n.id = s.network_id)
                """),
            "router:external": .flag("(SELECT n.is_external FROM network_network n WHERE n.id = s.network_id)"),
        ])

    var table: [Route] {
        let all = "/v2.0/subnets"
        let one = all + "/{subnet_id}"
        return [
            Route(.get, all, policy: .rule("get_subnet"), target: RequestContext.ownProject, handler: list),
            Route(.post, all, policy: .rule("create_subnet"), target: newTarget, handler: create),
            Route(.get, one, policy: .rule("get_subnet"), target: target, handler: show),
            Route(.put, one, policy: .rule("update_subnet"), target: target, handler: update),
            Route(.delete, one, policy: .rule("delete_subnet"), target: target, handler: delete),
        ]
    }

    // MARK: Targets

    private func target(_ context: RequestContext) async throws -> PolicyTarget {
        let id: SubnetID = try context.id("subnet_id")
        let viewer = try context.viewer()
        return try await store.read { s in
            guard let subnet = try Self.visible(s, id, viewer),
                let view = try NetworkView.find(s, subnet.networkID, viewer: nil)
            else { throw NetworkRefusal.subnet(id) }
            let isShared = try NetworkView.find(s, subnet.networkID, viewer: viewer) != nil
            return PolicyTarget(owner: subnet.projectID, network: view.network, isShared: isShared)
        }
    }

    private func newTarget(_ context: RequestContext) async throws -> PolicyTarget {
        let body = try AttributeReader.several(try await context.json(), "subnet", "subnets")
        guard let reader = body.items.first else { return [:] }
        return try await store.read { try context.networkTarget($0, reader) }
    }

    /// A subnet is seen by who sees its network, and by its owner.
    private static func visibility(_ viewer: ProjectID?) -> [SQL] {
        guard let viewer else { return [] }
        return [
            """
            (s.project_id = \(viewer) OR s.network_id IN (
                SELECT n.id FROM network_network n WHERE \(Sharing.visible("n", to: viewer, .network))))
            """
        ]
    }

    private static func visible(_ s: Snapshot, _ id: SubnetID, _ viewer: ProjectID?) throws -> Subnet? {
        try Subnets.read(s, where: ["s.id = \(id)"] + visibility(viewer)).first
    }

    // MARK: Handlers

    private func list(_ context: RequestContext) async throws -> Reply {
        var request = try ListRequest(context.query, Self.collection)
        request.conditions += Self.visibility(try context.viewer())
        let subnets = try await store.read { [request] s in
            try Subnets.read(s, where: try request.allConditions(s), tail: request.tail)
        }
        let fields = request.fields
        return request.reply(request.ordered(subnets), context, id: \.id.string) { SubnetWire.write(&$0, $1, fields) }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id: SubnetID = try context.id("subnet_id")
        let subnet = try await store.read { try Subnets.get($0, id) }
        return .one("subnet") { SubnetWire.write(&$0, subnet, Fields(context.query)) }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let body = try AttributeReader.several(try await context.json(), "subnet", "subnets")
        let wishes = try body.items.map { try SubnetWire.new($0, project: context.caller?.projectID) }
        let subnets = try await store.write { tx in
            try wishes.map { wish in
                let target = try context.networkTarget(tx, wish.reader)
                try context.authorize("create_subnet", target)
                if wish.reader.has("service_types") { try context.authorize("create_subnet:service_types", target) }
                return try Subnets.create(tx, try wish.resolved(tx), now: context.now)
            }
        }
        return .created("subnet", "subnets", subnets, isBulk: body.isBulk) { SubnetWire.write(&$0, $1, .all) }
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: SubnetID = try context.id("subnet_id")
        let reader = try AttributeReader.one(try await context.json(), "subnet")
        try reader.checkChange(SubnetWire.updatable, shown: SubnetWire.shown)
        let change = try SubnetWire.change(reader)
        if reader.has("service_types") { try context.authorize("update_subnet:service_types", try await target(context)) }
        let subnet = try await store.write { tx in
            try context.checkRevision(try Subnets.get(tx, id).revision)
            return try Subnets.update(tx, id, now: context.now, change)
        }
        return .one("subnet") { SubnetWire.write(&$0, subnet, .all) }
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: SubnetID = try context.id("subnet_id")
        try await store.write { tx in
            try context.checkRevision(try Subnets.get(tx, id).revision)
            try Subnets.delete(tx, id, now: context.now)
        }
        return .empty()
    }
}

extension RequestContext {
    /// What the rules for something new on a network look at.
    ///
    /// - Throws: a 404 fault for a network that the caller does not see, 400 where none is named.
    func networkTarget(_ s: Snapshot, _ reader: AttributeReader) throws -> PolicyTarget {
        let id: NetworkID = try reader.requiredID("network_id")
        let viewer = try viewer()
        guard let view = try NetworkView.find(s, id, viewer: viewer) else { throw NetworkRefusal.network(id) }
        return PolicyTarget(owner: try reader.project(caller?.projectID), network: view.network, isShared: view.isShared)
    }
}
