import Core
import HTTPTypes
import Store
import Web

/// `/v2.0/ports` (Network API v2.0, "Ports").
struct PortRoutes: Sendable {
    let store: Store

    static let collection = Collection(
        "ports", table: Port.table, alias: "p",
        [
            "network_id": .text("p.network_id"), "mac_address": .text("p.mac_address"),
            "admin_state_up": .flag("p.admin_state_up"), "status": .text(Port.statusExpression),
            "device_id": .text("p.device_id"), "device_owner": .text("p.device_owner"),
            "port_security_enabled": .flag("p.port_security_enabled"), "dns_name": .text("p.dns_name"),
            "dns_domain": .text("p.dns_domain"), "binding:vnic_type": .text("p.vnic_type"),
            "binding:host_id": .text("coalesce(p.binding_host, '')"), "qos_policy_id": .never,
            "ip_allocation": .text(
                "CASE WHEN EXISTS (SELECT 1 FROM network_address a WHERE a.port_id = p.id) THEN 'immediate' ELSE 'none' END"),
            "fixed_ips": .condition(fixedIPs),
            "security_groups": .condition { ids in
                "p.id IN (SELECT port_id FROM network_port_security_group WHERE security_group_id IN \(list: ids))"
            },
        ])

    /// `fixed_ips=ip_address=10.0.0.5`, `fixed_ips=subnet_id=…`, `fixed_ips=ip_address_substr=10.0`: values of one kind are
    /// alternatives, both kinds have to fit the same address.
    @Sendable private static func fixedIPs(_ values: [String]) throws -> SQL {
        var wanted: [String: [String]] = [:]
        for value in values {
            let parts = value.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw NetworkRefusal.invalid("Invalid filter 'fixed_ips=\(value)'") }
            wanted[parts[0], default: []].append(parts[1])
        }
        let conditions = try wanted.sorted { $0.key < $1.key }.map { name, values -> SQL in
            switch name {
            case "ip_address": return "a.address IN \(list: values.map { IPAddress($0)?.description ?? $0 })"
            case "subnet_id": return "a.subnet_id IN \(list: values)"
            case "ip_address_substr":
                let parts = values.map { "replace(a.address, \($0), '') <> a.address" as SQL }
                return "(\(parts.joined(" OR ")))"
            default: throw NetworkRefusal.invalid("Invalid filter 'fixed_ips=\(name)'")
            }
        }
        return "EXISTS (SELECT 1 FROM network_address a WHERE a.port_id = p.id AND \(conditions.joined(" AND ")))"
    }

    var table: [Route] {
        let all = "/v2.0/ports"
        let one = all + "/{port_id}"
        return [
            Route(.get, all, policy: .rule("get_port"), target: RequestContext.ownProject, handler: list),
            Route(.post, all, policy: .rule("create_port"), target: newTarget, handler: create),
            Route(.get, one, policy: .rule("get_port"), target: target, handler: show),
            Route(.put, one, policy: .rule("update_port"), target: target, handler: update),
            Route(.delete, one, policy: .rule("delete_port"), target: target, handler: delete),
        ]
    }

    // MARK: Targets

    private func target(_ context: RequestContext) async throws -> PolicyTarget {
        let id: PortID = try context.id("port_id")
        let viewer = try context.viewer()
        return try await store.read { s in
            guard let port = try PortReader.read(s, where: ["p.id = \(id)"] + Self.visibility(viewer)).first else {
                throw NetworkRefusal.port(id)
            }
            let view = try NetworkView.find(s, port.networkID, viewer: nil)
            return PolicyTarget(owner: port.projectID, network: view?.network, isShared: view?.isShared ?? false)
        }
    }

    private func newTarget(_ context: RequestContext) async throws -> PolicyTarget {
        let body = try AttributeReader.several(try await context.json(), "port", "ports")
        guard let reader = body.items.first else { return [:] }
        return try await store.read { try context.networkTarget($0, reader) }
    }

    /// Ports are seen by their owner and by the owner of their network.
    private static func visibility(_ viewer: ProjectID?) -> [SQL] {
        guard let viewer else { return [] }
        return [
            "(p.project_id = \(viewer) OR p.network_id IN (SELECT id FROM network_network WHERE project_id = \(viewer)))"
        ]
    }

    // MARK: Handlers

    private func list(_ context: RequestContext) async throws -> Reply {
        var request = try ListRequest(context.query, Self.collection)
        request.conditions += Self.visibility(try context.viewer())
        let (ports, domains) = try await store.read { [request] s in
            let ports = try PortReader.read(
                s, where: try request.allConditions(s), tail: request.tail,
                needsParts: request.fields.hasAny("fixed_ips", "security_groups", "dns_assignment", "ip_allocation"))
            return (ports, try Self.domains(s, request.fields))
        }
        let fields = request.fields
        let isBindingShown = Self.isBindingShown(context)
        return request.reply(request.ordered(ports), context, id: \.id.string) { w, port in
            PortWire.write(
                &w, port, fields, domain: domains[port.networkID] ?? DNSName.domain, isBindingShown: isBindingShown)
        }
    }

    /// The domains of the networks that have one.
    private static func domains(_ s: Snapshot, _ fields: Fields) throws -> [NetworkID: String] {
        guard fields.has("dns_assignment") else { return [:] }
        var domains: [NetworkID: String] = [:]
        for row in try s.rows("SELECT id, dns_domain FROM network_network WHERE dns_domain <> ''") {
            domains[try row.get("id")] = try row.get("dns_domain")
        }
        return domains
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id: PortID = try context.id("port_id")
        return try await store.read { try Self.reply(try Ports.get($0, id), $0, context) }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let body = try AttributeReader.several(try await context.json(), "port", "ports")
        let wishes = try body.items.map { (reader: $0, wish: try PortBodies.new($0, project: context.caller?.projectID)) }
        let (ports, domains) = try await store.write { tx in
            let ports = try wishes.map { reader, wish in
                let target = try context.networkTarget(tx, reader)
                try context.authorize("create_port", target)
                try PortAttributes.authorize("create", reader, context, target)
                return try Ports.create(tx, wish, now: context.now)
            }
            return (ports, try Self.domains(tx, .all))
        }
        let isBindingShown = Self.isBindingShown(context)
        return .created("port", "ports", ports, isBulk: body.isBulk) { w, port in
            PortWire.write(&w, port, .all, domain: domains[port.networkID] ?? DNSName.domain, isBindingShown: isBindingShown)
        }
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: PortID = try context.id("port_id")
        let reader = try AttributeReader.one(try await context.json(), "port")
        try reader.checkChange(PortWire.updatable, shown: PortWire.shown)
        let change = try PortBodies.change(reader)
        try PortAttributes.authorize("update", reader, context, try await target(context))
        return try await store.write { tx in
            try context.checkRevision(try Ports.get(tx, id).revision)
            return try Self.reply(try Ports.update(tx, id, change, now: context.now), tx, context)
        }
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: PortID = try context.id("port_id")
        try await store.write { tx in
            let port = try Ports.get(tx, id)
            try context.checkRevision(port.revision)
            guard !DeviceOwner.routers.contains(port.deviceOwner) else {
                throw NetworkRefusal.servicePort(id, "has device owner \(port.deviceOwner)")
            }
            try Ports.delete(tx, id, now: context.now)
        }
        return .empty()
    }

    private static func reply(_ port: Port, _ s: Snapshot, _ context: RequestContext) throws -> Reply {
        let network = try Networks.get(s, port.networkID)
        let domain = network.dnsDomain.isEmpty ? DNSName.domain : network.dnsDomain
        let isBindingShown = isBindingShown(context)
        return .one("port") {
            PortWire.write(&$0, port, Fields(context.query), domain: domain, isBindingShown: isBindingShown)
        }
    }

    private static func isBindingShown(_ context: RequestContext) -> Bool { context.allows("get_port:binding:host_id", [:]) }
}
