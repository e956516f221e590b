import Core
import HTTPTypes
import Store
import Web

/// `/v2.0/network-ip-availabilities` (Network API v2.0, "Network IP availability").
struct IPAvailabilityRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let all = "/v2.0/network-ip-availabilities"
        let rule = Access.rule("get_network_ip_availability")
        return [
            Route(.get, all, policy: .authenticated, handler: list),
            Route(.get, all + "/{network_id}", policy: rule, handler: show),
        ]
    }

    private static let collection = Collection(
        "network_ip_availabilities", table: "network_network n", alias: "n",
        [
            "network_id": .text("n.id"), "network_name": .text("n.name"),
            "ip_version": .condition { versions in
                "n.id IN (SELECT network_id FROM network_subnet WHERE ip_version IN \(list: versions.compactMap(Int.init)))"
            },
        ])

    /// Who may not see any gets an empty list, as upstream has it.
    private func list(_ context: RequestContext) async throws -> Reply {
        let request = try ListRequest(context.query, Self.collection)
        let isAllowed = context.allows("get_network_ip_availability", [:])
        let found = try await store.read { s in
            guard isAllowed else { return [] as [IPAvailability] }
            let views = try NetworkView.read(
                s, viewer: nil, where: try request.allConditions(s), tail: request.tail, needsSubnets: false)
            return try IPAvailability.read(s, views.map(\.network))
        }
        return request.reply(request.ordered(found), context, id: \.network.id.string, Self.write)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id: NetworkID = try context.id("network_id")
        let found = try await store.read { s in try IPAvailability.read(s, [try Networks.get(s, id)]) }
        return .one("network_ip_availability") { w in for one in found { Self.write(&w, one) } }
    }

    private static func write(_ w: inout JSONWriter, _ one: IPAvailability) {
        w.object { w in
            w.field("network_id", one.network.id.string)
            w.field("network_name", one.network.name)
            w.putProject(.all, one.network.projectID)
            w.field("total_ips", one.total)
            w.field("used_ips", one.used)
            w.field("subnet_ip_availability") { $0.array(one.subnets, write) }
        }
    }

    private static func write(_ w: inout JSONWriter, _ one: IPAvailability.OfSubnet) {
        w.object { w in
            w.field("subnet_id", one.subnet.id.string)
            w.field("subnet_name", one.subnet.name)
            w.field("ip_version", one.subnet.family.rawValue)
            w.field("cidr", one.subnet.cidr.description)
            w.field("total_ips", one.total)
            w.field("used_ips", one.used)
        }
    }
}
