import Core
import Web

/// `floatingip` (Network API v2.0, "Floating IPs").
enum FloatingIPWire {
    private static let updatable: Set = ["port_id", "fixed_ip_address", "description"]
    private static let creatable = updatable.union([
        "floating_network_id", "floating_ip_address", "subnet_id", "project_id", "tenant_id", "dns_name", "dns_domain", "tags",
    ])
    private static let shown = creatable.union([
        "id", "router_id", "status", "port_details", "port_forwardings", "created_at", "updated_at", "revision_number",
    ])

    static func read(_ body: JSONReader) throws -> AttributeReader { try .one(body, "floatingip") }

    // MARK: In

    static func new(_ reader: AttributeReader, caller: ProjectID?) throws -> FloatingIPWish {
        try reader.checkNew(creatable, shown: shown)
        var wish = FloatingIPWish(
            networkID: try reader.requiredID("floating_network_id"), projectID: try reader.project(caller))
        wish.address = try reader.address("floating_ip_address")
        wish.subnetID = try reader.id("subnet_id")
        wish.description = try reader.text("description") ?? ""
        wish.dnsName = try DNSNameRules.name(reader) ?? ""
        wish.dnsDomain = try DNSNameRules.domain(reader) ?? ""
        wish.tags = try TagsWire.tags(reader)
        guard let portID: PortID = try reader.id("port_id") else {
            if try reader.text("fixed_ip_address") != nil { throw noPort }
            return wish
        }
        wish.target = .init(portID: portID, fixedAddress: try reader.address("fixed_ip_address")?.description)
        return wish
    }

    private static let noPort = FloatingIPRefusal.bad("fixed_ip_address cannot be specified without a port_id")

    /// What an update asks for.
    struct Change: Sendable {
        var description: String?
        /// Nil for no change, a nil within for nowhere.
        var target: FloatingIPWish.Target??
    }

    /// - Parameter present: where it leads now: an address alone moves it to another of the same port.
    static func change(_ reader: AttributeReader, present: PortID?) throws -> Change {
        try reader.checkChange(updatable, shown: shown)
        let description = try reader.text("description")
        let fixed = try reader.address("fixed_ip_address")?.description
        if reader.isNull("port_id") {
            guard fixed == nil else { throw noPort }
            return Change(description: description, target: .some(nil))
        }
        if let portID: PortID = try reader.id("port_id") {
            return Change(description: description, target: .some(.init(portID: portID, fixedAddress: fixed)))
        }
        guard let fixed else {
            // As when the association was all that could be changed.
            return Change(description: description, target: reader.members.isEmpty ? .some(nil) : .none)
        }
        guard let present else { throw noPort }
        return Change(description: description, target: .some(.init(portID: present, fixedAddress: fixed)))
    }

    // MARK: Out

    static func write(_ w: inout JSONWriter, _ view: FloatingIPView, _ f: Fields) {
        let floatingIP = view.floatingIP
        w.object { w in
            w.put(f, "id", floatingIP.id.string)
            w.putProject(f, floatingIP.projectID)
            w.put(f, "floating_ip_address", floatingIP.address)
            w.put(f, "floating_network_id", floatingIP.networkID.string)
            w.put(f, "router_id", floatingIP.routerID?.string)
            w.put(f, "port_id", floatingIP.portID?.string)
            w.put(f, "fixed_ip_address", floatingIP.fixedAddress)
            w.put(f, "status", view.status)
            w.put(f, "description", floatingIP.description)
            w.put(f, "dns_name", floatingIP.dnsName)
            w.put(f, "dns_domain", floatingIP.dnsDomain)
            w.put(f, "port_details") { details(&$0, view.port) }
            w.put(f, "port_forwardings") { $0.array { _ in } }
            w.put(f, "tags", floatingIP.tags)
            w.putTimes(f, created: floatingIP.createdAt, updated: floatingIP.updatedAt, revision: floatingIP.revision)
        }
    }

    private static func details(_ w: inout JSONWriter, _ port: Port?) {
        guard let port else { return w.null() }
        w.object { w in
            w.field("name", port.name)
            w.field("network_id", port.networkID.string)
            w.field("mac_address", port.macAddress)
            w.field("admin_state_up", port.isAdminUp)
            w.field("status", port.status.rawValue)
            w.field("device_id", port.deviceID)
            w.field("device_owner", port.deviceOwner)
        }
    }
}
