import Web

/// Who may do what with security groups, routers and floating IPs, by upstream's names and with upstream's defaults: readers of
/// a project see what is its own, members change it, administrators do both everywhere.
enum L3Policy {
    static let rules = securityGroups + routers + floatingIPs

    private static let projects: Set<PolicyRule.Scope> = [.project]
    private static let reader = "rule:admin_required or rule:project_reader"
    private static let member = "rule:admin_required or rule:project_member"
    private static let admin = "rule:admin_required"

    private static func rule(_ name: String, _ check: String, _ description: String) -> PolicyRule {
        PolicyRule(name, check, scopes: projects, description)
    }

    private static let securityGroups = [
        PolicyRule("shared_security_group", "True:%(shared)s", "A security group that is shared with the caller's project."),
        PolicyRule("sg_owner", "tenant_id:%(security_group:tenant_id)s", "The owner of the security group that a rule is in."),
        rule("create_security_group", member, "Create a security group."),
        rule("get_security_group", "\(reader) or rule:shared_security_group", "Show or list security groups."),
        rule("update_security_group", member, "Update a security group."),
        rule("delete_security_group", member, "Delete a security group."),
        rule("create_security_group_rule", member, "Create a security group rule."),
        rule("get_security_group_rule", "\(reader) or rule:sg_owner", "Show or list security group rules."),
        rule("delete_security_group_rule", member, "Delete a security group rule."),
    ]

    private static let routers =
        [
            rule("create_router", member, "Create a router."),
            rule("get_router", reader, "Show or list routers."),
            rule("get_router:distributed", admin, "See whether a router is distributed."),
            rule("get_router:ha", admin, "See whether a router is highly available."),
            rule("update_router", member, "Update a router."),
            rule("delete_router", member, "Delete a router."),
            rule("add_router_interface", member, "Add an interface to a router."),
            rule("remove_router_interface", member, "Remove an interface from a router."),
            rule("add_extraroutes", member, "Add routes to a router."),
            rule("remove_extraroutes", member, "Remove routes from a router."),
            rule("get_l3-agents", admin, "See which host carries a router."),
            rule("get_l3-routers", admin, "List the routers that a host carries."),
        ] + ["create", "update"].flatMap(attributesOfRouters)

    private static func attributesOfRouters(_ verb: String) -> [PolicyRule] {
        let attributes = [
            ("distributed", admin), ("ha", admin), ("external_gateway_info", member),
            ("external_gateway_info:network_id", member), ("external_gateway_info:enable_snat", admin),
            ("external_gateway_info:external_fixed_ips", admin),
        ]
        return attributes.map { name, check in
            rule("\(verb)_router:\(name)", check, "Give `\(name)` when a router is \(verb)d.")
        }
    }

    private static let floatingIPs = [
        rule("create_floatingip", member, "Create a floating IP."),
        rule("create_floatingip:floating_ip_address", "rule:project_manager_or_admin", "Choose the address of a floating IP."),
        rule("get_floatingip", reader, "Show or list floating IPs."),
        rule("update_floatingip", member, "Update a floating IP."),
        rule("delete_floatingip", member, "Delete a floating IP."),
    ]
}
