import Web

/// Who may do what with networks, subnets, ports and what counts and describes them: by upstream's names, with upstream's
/// defaults. Whoever owns a network may do more with what is on it than others whom he lets in.
enum CorePolicy {
    private static let member = "rule:project_member_or_admin"
    private static let reader = "rule:project_reader_or_admin"
    private static let admin = "rule:admin_required"
    private static let ownerOrAdmin = "rule:admin_required or rule:network_owner_member"

    static let rules = helpers + networks + subnets + ports + pools + others

    private static let helpers = [
        PolicyRule("network_owner_member", "role:member and project_id:%(network:project_id)s", "Owns the network."),
        PolicyRule("network_owner_reader", "role:reader and project_id:%(network:project_id)s", "Sees all of the network."),
        PolicyRule("network_shared", "True:%(shared)s or True:%(network:shared)s", "The network is shared with the caller."),
        PolicyRule("network_external", "True:%(router:external)s", "Routers may have their gateways there."),
    ]

    private static let networks =
        [
            PolicyRule("create_network", member, "Create a network."),
            PolicyRule("get_network", "\(reader) or rule:network_shared or rule:network_external", "Show networks."),
            PolicyRule("update_network", member, "Change a network."),
            PolicyRule("delete_network", member, "Delete a network."),
        ]
        + attributes("network", ["create", "update"], member, ["port_security_enabled"])
        + attributes(
            "network", ["create", "update"], admin,
            [
                "shared", "router:external", "is_default", "provider:network_type", "provider:physical_network",
                "provider:segmentation_id",
            ])
        + attributes(
            "network", ["get"], admin,
            ["provider:network_type", "provider:physical_network", "provider:segmentation_id"])

    private static let subnets =
        [
            PolicyRule("create_subnet", ownerOrAdmin, "Create a subnet of a network."),
            PolicyRule(
                "get_subnet", "\(reader) or rule:network_owner_reader or rule:network_shared", "Show subnets."),
            PolicyRule("update_subnet", "\(member) or rule:network_owner_member", "Change a subnet."),
            PolicyRule("delete_subnet", "\(member) or rule:network_owner_member", "Delete a subnet."),
        ] + attributes("subnet", ["create", "update"], admin, ["service_types"])

    private static let ports =
        [
            PolicyRule("create_port", member, "Create a port."),
            PolicyRule("get_port", "\(reader) or rule:network_owner_reader", "Show ports."),
            PolicyRule("update_port", member, "Change a port."),
            PolicyRule("delete_port", "\(member) or rule:network_owner_member", "Delete a port."),
            PolicyRule("create_port:mac_address", ownerOrAdmin),
            PolicyRule("update_port:mac_address", admin),
        ]
        + attributes(
            "port", ["create", "update"], ownerOrAdmin,
            ["device_owner", "port_security_enabled", "allowed_address_pairs", "fixed_ips:ip_address"])
        + attributes("port", ["create", "update"], "\(ownerOrAdmin) or rule:network_shared", ["fixed_ips:subnet_id"])
        + attributes("port", ["create", "update"], member, ["binding:vnic_type"])
        + attributes("port", ["create", "update"], "rule:service_or_admin", ["binding:host_id", "binding:profile"])
        + attributes("port", ["get"], "rule:service_or_admin", ["binding:host_id"])

    private static let pools =
        ["subnetpool", "address_scope"].flatMap { kind in
            [
                PolicyRule("create_\(kind)", member), PolicyRule("create_\(kind):shared", admin),
                PolicyRule("get_\(kind)", "\(reader) or rule:network_shared"), PolicyRule("update_\(kind)", member),
                PolicyRule("update_\(kind):shared", admin), PolicyRule("delete_\(kind)", member),
            ]
        } + [
            PolicyRule("create_subnetpool:is_default", admin), PolicyRule("update_subnetpool:is_default", admin),
            PolicyRule("add_prefixes", member), PolicyRule("remove_prefixes", member),
        ]

    private static let others =
        [
            PolicyRule("get_quota", "rule:admin_required or rule:project_reader", "Show a project's quotas."),
            PolicyRule("list_quotas", admin, "List the quotas that differ from the standard."),
            PolicyRule("update_quota", admin, "Change a project's quotas."),
            PolicyRule("delete_quota", admin, "Give a project the standard quotas again."),
            PolicyRule("get_agent", admin, "Show what serves networks on the hosts."),
            PolicyRule("update_agent", admin, "Change what serves networks on a host."),
            PolicyRule("delete_agent", admin, "Remove what serves networks on a host."),
            PolicyRule("get_availability_zone", "role:reader", "Show availability zones."),
            PolicyRule("get_network_ip_availability", admin, "Show how many addresses are left."),
            PolicyRule("get_service_provider", "role:reader", "Show service providers."),
        ]
        + ["create", "update", "delete", "get"].map { PolicyRule("\($0)_rbac_policy", $0 == "get" ? reader : member) }
        + attributes("rbac_policy", ["create", "update"], admin, ["target_tenant"])
        + TaggedResource.allCases.flatMap { kind in
            ["get", "update", "delete"].map { PolicyRule("\($0)_\(kind.ruleName)_tags", $0 == "get" ? reader : member) }
        }

    private static func attributes(_ kind: String, _ verbs: [String], _ check: String, _ names: [String]) -> [PolicyRule] {
        verbs.flatMap { verb in names.map { PolicyRule("\(verb)_\(kind):\($0)", check) } }
    }
}
