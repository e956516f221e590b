import Core
import Store

/// Networks in JSON (Network API v2.0, "Networks").
enum NetworkWire {
    static let creatable: Set = [
        "name", "description", "project_id", "tenant_id", "admin_state_up", "shared", "router:external", "is_default", "mtu",
        "port_security_enabled", "dns_domain", "availability_zone_hints", "provider:network_type",
        "provider:physical_network", "provider:segmentation_id", "tags",
    ]

    static let updatable: Set = [
        "name", "description", "admin_state_up", "shared", "router:external", "is_default", "mtu", "port_security_enabled",
        "dns_domain",
    ]

    static let shown = creatable.union([
        "id", "status", "subnets", "availability_zones", "ipv4_address_scope", "ipv6_address_scope", "qos_policy_id",
        "created_at", "updated_at", "revision_number",
    ])

    /// The rules of the policy for single attributes, but for the verb before them.
    static let ruled = [
        "shared", "router:external", "is_default", "port_security_enabled", "provider:network_type",
        "provider:physical_network", "provider:segmentation_id",
    ]

    // MARK: In

    static func new(_ reader: AttributeReader, project: ProjectID?) throws -> (network: Network, isShared: Bool) {
        try reader.checkNew(creatable, shown: shown)
        var network = Network(projectID: try reader.project(project))
        network.kind = try reader.kind() ?? .vxlan
        network.physicalNetwork = try reader.text("provider:physical_network")
        network.segmentationID = try reader.int("provider:segmentation_id")
        network.mtu = network.kind == .vxlan ? Network.overlayMTU : Network.underlayMTU
        network.availabilityZoneHints = try reader.texts("availability_zone_hints") ?? []
        network.tags = try TagsWire.tags(reader)
        try change(reader)(&network)
        return (network, try reader.bool("shared") ?? false)
    }

    static func change(
        _ reader: AttributeReader
    ) throws -> @Sendable (inout Network) -> Void {
        let name = try reader.text("name")
        let description = try reader.text("description")
        let isAdminUp = try reader.bool("admin_state_up")
        let isExternal = try reader.bool("router:external")
        let isDefault = try reader.bool("is_default")
        let mtu = try reader.int("mtu")
        let isPortSecurityEnabled = try reader.bool("port_security_enabled")
        let dnsDomain = try DNSNameRules.domain(reader)
        return { network in
            network.name = name ?? network.name
            network.description = description ?? network.description
            network.isAdminUp = isAdminUp ?? network.isAdminUp
            network.isExternal = isExternal ?? network.isExternal
            network.isDefault = isDefault ?? network.isDefault
            // Zero asks for the standard one.
            network.mtu = mtu.map { $0 == 0 ? network.standardMTU : $0 } ?? network.mtu
            network.isPortSecurityEnabled = isPortSecurityEnabled ?? network.isPortSecurityEnabled
            network.dnsDomain = dnsDomain ?? network.dnsDomain
        }
    }

    // MARK: Out

    /// - Parameter isProviderShown: who may see how hosts carry it.
    static func write(_ w: inout JSONWriter, _ view: NetworkView, _ f: Fields, isProviderShown: Bool) {
        let network = view.network
        w.object { w in
            w.put(f, "id", network.id.string)
            w.put(f, "name", network.name)
            w.putProject(f, network.projectID)
            w.put(f, "description", network.description)
            w.put(f, "admin_state_up", network.isAdminUp)
            w.put(f, "status", "ACTIVE")
            w.put(f, "mtu", network.mtu)
            w.put(f, "subnets") { $0.array(view.subnetIDs) { $0.value($1.string) } }
            w.put(f, "shared", view.isShared)
            w.put(f, "router:external", network.isExternal)
            w.put(f, "is_default", network.isDefault)
            w.put(f, "availability_zone_hints", network.availabilityZoneHints)
            w.put(f, "availability_zones", ["nova"])
            w.put(f, "ipv4_address_scope", nil as String?)
            w.put(f, "ipv6_address_scope", nil as String?)
            w.put(f, "qos_policy_id", nil as String?)
            w.put(f, "port_security_enabled", network.isPortSecurityEnabled)
            w.put(f, "dns_domain", network.dnsDomain)
            w.put(f, "tags", network.tags)
            if isProviderShown {
                w.put(f, "provider:network_type", network.kind.rawValue)
                w.put(f, "provider:physical_network", network.physicalNetwork)
                w.put(f, "provider:segmentation_id", network.segmentationID)
            }
            w.putTimes(f, created: network.createdAt, updated: network.updatedAt, revision: network.revision)
        }
    }
}

extension AttributeReader {
    fileprivate func kind() throws -> Network.Kind? {
        guard let text = try text("provider:network_type") else { return nil }
        guard let kind = Network.Kind(rawValue: text) else {
            throw NetworkRefusal.invalid("network_type value '\(text)' not supported")
        }
        return kind
    }
}

extension Network {
    var standardMTU: Int { kind == .vxlan ? Network.overlayMTU : Network.underlayMTU }
}
