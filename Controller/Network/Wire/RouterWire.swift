import Core
import Web

/// `router` (Network API v2.0, "Routers").
enum RouterWire {
    private static let updatable: Set = [
        "name", "description", "admin_state_up", "external_gateway_info", "routes", "distributed", "ha",
    ]
    private static let creatable = updatable.union(["project_id", "tenant_id", "availability_zone_hints", "tags"])
    private static let shown = creatable.union([
        "id", "status", "availability_zones", "created_at", "updated_at", "revision_number", "flavor_id",
    ])

    /// The rules of the policy for single attributes, but for the verb before them.
    static let ruled = ["distributed", "ha", "external_gateway_info"]
    static let ruledOfGateway = ["network_id", "enable_snat", "external_fixed_ips"]

    static func read(_ body: JSONReader) throws -> AttributeReader { try .one(body, "router") }

    // MARK: In

    static func new(
        _ reader: AttributeReader, caller: ProjectID?, now: Timestamp
    ) throws -> (router: Router, gateway: GatewayWish?) {
        try reader.checkNew(creatable, shown: shown)
        if let routes = try routes(reader), !routes.isEmpty {
            throw RouterRefusal.routes(routes, "the nexthop is not connected with router")
        }
        var router = Router(projectID: try reader.project(caller), now: now)
        router.availabilityZoneHints = try reader.texts("availability_zone_hints") ?? []
        router.tags = try TagsWire.tags(reader)
        try attributes(reader)(&router)
        return (router, try gateway(reader) ?? nil)
    }

    static func change(
        _ reader: AttributeReader
    ) throws -> (change: @Sendable (inout Router) -> Void, gateway: GatewayWish??) {
        try reader.checkChange(updatable, shown: shown)
        return (try attributes(reader), try gateway(reader))
    }

    private static func attributes(_ reader: AttributeReader) throws -> @Sendable (inout Router) -> Void {
        for name in ["distributed", "ha"] where try reader.bool(name) == true {
            throw NetworkRefusal.invalid("'\(name)' routers are not supported: a router moves when its host fails")
        }
        let name = try reader.text("name")
        let description = try reader.text("description")
        let isAdminUp = try reader.bool("admin_state_up")
        let routes = reader.isNull("routes") ? [] : try routes(reader)
        return { router in
            router.name = name ?? router.name
            router.description = description ?? router.description
            router.isAdminUp = isAdminUp ?? router.isAdminUp
            router.routes = routes ?? router.routes
        }
    }

    /// Nil for no change; a nil within, which clients write as null or `{}`, for no gateway.
    private static func gateway(_ reader: AttributeReader) throws -> GatewayWish?? {
        guard let value = reader.members["external_gateway_info"] else { return .none }
        if value.isNull || value.object?.isEmpty == true { return .some(nil) }
        guard let members = value.object else {
            throw NetworkRefusal.attribute("external_gateway_info", "\(AttributeReader.word(value)) is not a dictionary")
        }
        let info = AttributeReader(members)
        return .some(
            GatewayWish(
                networkID: try info.requiredID("network_id"), hasSNAT: try info.bool("enable_snat"),
                fixedIPs: try info.objects("external_fixed_ips")?.map { fixedIP in
                    PortWish.Address(subnetID: try fixedIP.id("subnet_id"), address: try fixedIP.address("ip_address"))
                }))
    }

    static func routes(_ reader: AttributeReader) throws -> [HostRoute]? {
        guard let objects = try reader.objects("routes") else { return nil }
        let routes = try objects.map { object in
            HostRoute(
                destination: try AttributeReader.cidr(try object.requiredText("destination"), "routes"),
                nextHop: try AttributeReader.address(try object.requiredText("nexthop"), "routes"))
        }
        for (index, route) in routes.enumerated() where routes[..<index].contains(route) {
            throw NetworkRefusal.attribute("routes", "Duplicate hostroute '\(route.destination)'")
        }
        return routes
    }

    // MARK: Out

    /// - Parameter isAdmin: who may see how the router is carried.
    static func write(_ w: inout JSONWriter, _ view: RouterView, _ f: Fields, isAdmin: Bool) {
        let router = view.router
        w.object { w in
            w.put(f, "id", router.id.string)
            w.put(f, "name", router.name)
            w.putProject(f, router.projectID)
            w.put(f, "admin_state_up", router.isAdminUp)
            w.put(f, "status", view.status)
            w.put(f, "external_gateway_info") { write(&$0, view.gateway, hasSNAT: router.hasSNAT) }
            w.put(f, "description", router.description)
            w.put(f, "availability_zones", view.isPlaced ? ["nova"] : [])
            w.put(f, "availability_zone_hints", router.availabilityZoneHints)
            w.put(f, "routes") { w in w.array(router.routes) { $0.value($1.json) } }
            w.put(f, "flavor_id", nil as String?)
            if isAdmin {
                w.put(f, "distributed", false)
                w.put(f, "ha", false)
            }
            w.put(f, "tags", router.tags)
            w.putTimes(f, created: router.createdAt, updated: router.updatedAt, revision: router.revision)
        }
    }

    private static func write(_ w: inout JSONWriter, _ gateway: Port?, hasSNAT: Bool) {
        guard let gateway else { return w.null() }
        w.object { w in
            w.field("network_id", gateway.networkID.string)
            w.field("enable_snat", hasSNAT)
            w.field("external_fixed_ips") { w in
                w.array(gateway.fixedIPs) { w, fixedIP in
                    w.object { w in
                        w.field("subnet_id", fixedIP.subnetID.string)
                        w.field("ip_address", fixedIP.address)
                    }
                }
            }
        }
    }

    /// What adding and removing an interface answers.
    static func write(_ w: inout JSONWriter, _ outcome: RouterInterfaces.Outcome) {
        w.object { w in
            w.field("id", outcome.router.id.string)
            w.putProject(.all, outcome.router.projectID)
            w.field("port_id", outcome.port.id.string)
            w.field("network_id", outcome.port.networkID.string)
            w.field("subnet_id", outcome.subnetIDs.last?.string)
            w.field("subnet_ids", outcome.subnetIDs.map(\.string))
            w.field("tags", outcome.router.tags)
        }
    }
}
