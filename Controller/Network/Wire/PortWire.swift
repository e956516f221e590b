import Core
import Store

/// Ports in JSON (Network API v2.0, "Ports").
enum PortWire {
    static let updatable: Set = [
        "name", "description", "admin_state_up", "mac_address", "device_id", "device_owner", "fixed_ips", "security_groups",
        "allowed_address_pairs", "port_security_enabled", "extra_dhcp_opts", "dns_name", "dns_domain", "binding:host_id",
        "binding:profile", "binding:vnic_type", "qos_policy_id",
    ]

    static let creatable = updatable.union(["network_id", "project_id", "tenant_id", "tags"])

    static let shown = creatable.union([
        "id", "status", "binding:vif_type", "binding:vif_details", "dns_assignment", "ip_allocation",
        "qos_network_policy_id", "created_at", "updated_at", "revision_number",
    ])

    /// - Parameter domain: of the port's network, which names in `dns_assignment` end with.
    static func write(_ w: inout JSONWriter, _ port: Port, _ f: Fields, domain: String, isBindingShown: Bool) {
        w.object { w in
            w.put(f, "id", port.id.string)
            w.put(f, "name", port.name)
            w.put(f, "network_id", port.networkID.string)
            w.putProject(f, port.projectID)
            w.put(f, "description", port.description)
            w.put(f, "mac_address", port.macAddress)
            w.put(f, "admin_state_up", port.isAdminUp)
            w.put(f, "status", port.status.rawValue)
            w.put(f, "device_id", port.deviceID)
            w.put(f, "device_owner", port.deviceOwner)
            w.put(f, "fixed_ips") { $0.array(port.fixedIPs) { write(&$0, $1) } }
            w.put(f, "security_groups") { $0.array(port.securityGroupIDs) { $0.value($1.string) } }
            w.put(f, "port_security_enabled", port.isPortSecurityEnabled)
            w.put(f, "allowed_address_pairs") { w in
                w.array(port.allowedAddressPairs) { write(&$0, $1, port) }
            }
            w.put(f, "extra_dhcp_opts") { $0.array(port.dhcpOptions) { write(&$0, $1) } }
            w.put(f, "ip_allocation", port.fixedIPs.isEmpty ? "none" : "immediate")
            w.put(f, "qos_policy_id", nil as String?)
            w.put(f, "qos_network_policy_id", nil as String?)
            w.put(f, "dns_name", port.dnsName)
            w.put(f, "dns_domain", port.dnsDomain)
            w.put(f, "dns_assignment") { assignment(&$0, port, domain) }
            w.put(f, "binding:vnic_type", port.vnicType)
            if isBindingShown { binding(&w, port, f) }
            w.put(f, "tags", port.tags)
            w.putTimes(f, created: port.createdAt, updated: port.updatedAt, revision: port.revision)
        }
    }

    private static func binding(_ w: inout JSONWriter, _ port: Port, _ f: Fields) {
        w.put(f, "binding:host_id", port.bindingHost ?? "")
        w.put(f, "binding:profile") { $0.value(port.bindingProfile) }
        w.put(f, "binding:vif_type", port.bindingHost == nil ? "unbound" : "bridge")
        w.put(f, "binding:vif_details") { w in
            w.object { w in
                guard port.bindingHost != nil else { return }
                w.field("port_filter", true)
                w.field("connectivity", "l2")
            }
        }
    }

    private static func write(_ w: inout JSONWriter, _ fixed: FixedIP) {
        w.object { w in
            w.field("subnet_id", fixed.subnetID.string)
            w.field("ip_address", fixed.address)
        }
    }

    private static func write(_ w: inout JSONWriter, _ pair: AddressPair, _ port: Port) {
        w.object { w in
            w.field("ip_address", pair.address)
            w.field("mac_address", pair.macAddress ?? port.macAddress)
        }
    }

    private static func write(_ w: inout JSONWriter, _ option: DHCPOption) {
        w.object { w in
            w.field("opt_name", option.name)
            w.field("opt_value", option.value)
            w.field("ip_version", option.ipVersion)
        }
    }

    /// The names that DHCP gives to the guest, one for each address.
    private static func assignment(_ w: inout JSONWriter, _ port: Port, _ domain: String) {
        w.array(port.fixedIPs) { w, fixed in
            let host = port.dnsName.isEmpty ? DNSName.host(of: fixed.address) : port.dnsName
            w.object { w in
                w.field("ip_address", fixed.address)
                w.field("hostname", host)
                w.field("fqdn", host.hasSuffix(".") ? host : "\(host).\(domain)")
            }
        }
    }
}

/// The names of guests that nobody has named.
enum DNSName {
    /// Where a network says none.
    static let domain = "openstacklocal."

    /// `host-10-0-0-5`.
    static func host(of address: String) -> String {
        var name = Array("host-".utf8)
        for byte in address.utf8 {
            name.append(byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") ? UInt8(ascii: "-") : byte)
        }
        return String(decoding: name, as: UTF8.self)
    }
}
